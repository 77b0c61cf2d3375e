# Starts the learner's JVM with the limits of the shell: no core files, few open files, no file larger than 64 MB.
# usage: start.sh COMMAND...
set -eu
ulimit -c 0
ulimit -n 256
ulimit -f 131072
exec "$@"
