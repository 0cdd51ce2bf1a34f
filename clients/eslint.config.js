// The lint of schema.graphql: graphql-eslint's recommended rules for schemas, and its rules for Relay.

import { fileURLToPath } from "node:url";
import graphql from "@graphql-eslint/eslint-plugin";

const schema = fileURLToPath(new URL("../schema.graphql", import.meta.url));

// Values without an identity of their own: they are reached through what holds them, and never fetched again by id.
const values = [
  "Accreditation", "AgendaItem", "Appearance", "Claim", "Clock", "ContestRule", "Document", "Facilitation", "Figure",
  "ForumDay", "ForumPhase", "Limits", "MatrixLink", "NowAndNext", "Office", "PageInfo", "Participation", "Phase",
  "Recording", "SessionActionLineLink", "SessionSDGLink", "Slot", "Source", "Text",
  "Certificate", "EntryAnswer", "EntryBox", "EntryFinding", "EntryImage", "EntryLink", "EntryMove",
  "ProjectStory", "Recognition", "StoryAnswer", "StoryImage", "StoryLink",
  // Who is asking, what is theirs, and what a mutation answers.
  "Ballot", "BallotCategory", "CategoryChampions", "CategoryCount", "CategoryResult", "ChecklistItem", "PhaseMove", "Receipt",
  "RoleGrant", "RulesManifest", "Tally", "Tie", "Tokens", "UserError", "Viewer",
  // Votes that are void.
  "BallotAppeal", "BallotVoid", "ScrutinyEntry", "VoidedVotes",
  // The jury, and what its jurors write.
  "Jury", "JuryDecision", "JuryProgress", "JuryResult", "JuryRound", "JuryShortfall", "JuryStanding", "Score", "ScoreDraft",
  "ScoreSheet",
];

// These have an identity, but the code that the world knows them by: ISO 3166, the code of a target, a kind or a version.
const coded = ["Country", "Matrix", "SDGTarget", "SessionKind"];

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { types: [...values, ...coded], suffixes: ["Connection", "Edge", "Payload"] } }],
      "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false }],
    },
  },
];
