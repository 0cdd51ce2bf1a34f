package intake

// ReadAtMost is Read with another limit, so that a test need not make a file of 64 MiB.
var ReadAtMost = readAtMost
