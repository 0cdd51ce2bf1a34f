// What a component of a Relay app declares: its data, and how to get more of it. relay-compiler reads this file;
// the tests run what it makes of it, without React.

const { graphql } = require("relay-runtime");

exports.query = () => graphql`
  query ProgrammePageQuery($slug: String!) {
    forum(slug: $slug) {
      id
      slug
      ...ProgrammePage_forum
    }
  }
`;

exports.fragment = () => graphql`
  fragment ProgrammePage_forum on Forum
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "ProgrammePageNextQuery") {
    theme {
      value
    }
    sessions(first: $first, after: $after) @connection(key: "ProgrammePage_sessions") {
      edges {
        node {
          id
          title {
            value
            direction
          }
          startsAt(timeZone: "Europe/Zurich")
          actionLines {
            id
            code
          }
        }
      }
    }
  }
`;
