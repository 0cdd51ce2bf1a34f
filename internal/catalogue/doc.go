// Package catalogue holds everything that is published and public as one immutable snapshot in memory.
//
// A Snapshot is built from Rows by a pure function and never changes; an edit makes a new one. A View is a snapshot as
// one request sees it: with its languages and one instant of forum time. What the schema calls Session or Forum is here
// a small value handle (view and index) with one method for each field, so that public reads touch neither database nor
// clock, and one request sees one revision at one instant.
package catalogue
