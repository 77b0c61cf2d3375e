/// The reference solution of exercise `d1-strings`.
///
/// Read [NewsSite] after you have solved it yourself; the task is in `exercises/d1-strings`. May
/// import the Redis client and the JDK.
package d1strings;
