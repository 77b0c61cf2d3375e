/// Exercise `d1-strings`: yours to fill in.
///
/// Start with the task in `exercises/d1-strings/en/task.md`, then write [NewsSite]. `./lab watch`
/// tests it whenever you save. May import the Redis client and the JDK.
package d1strings;
