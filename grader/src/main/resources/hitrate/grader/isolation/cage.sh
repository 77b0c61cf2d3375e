# Runs within a fresh user, mount and process namespace (Linux): makes every file system read-only but the run
# folder, hides the folders named, gives up every privilege, and starts the command.
# usage: cage.sh RUN_FOLDER HIDDEN_FOLDERS COMMAND...   (hidden folders one per line; may be empty)
set -eu
run=$1
hidden=$2
shift 2

mount --bind "$run" "$run"
newline='
'
IFS=$newline
for folder in $hidden; do
  mount -t tmpfs -o size=4k,ro tmpfs "$folder"
done
unset IFS

# A namespace may not drop the flags a mount came with, so they are named again.
while read -r _ point _ options _; do
  point=$(printf '%b' "$point")
  case $point in "$run" | /proc | /proc/*) continue ;; esac
  flags=remount,bind,ro
  for flag in nosuid nodev noexec noatime nodiratime relatime; do
    case ",$options," in *",$flag,"*) flags=$flags,$flag ;; esac
  done
  mount -o "$flags" "$point" 2>/dev/null || true
done </proc/self/mounts

cd "$run"
# Not by exec: process 1 of a namespace is deaf to the signals that end a crashing JVM.
status=0
setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@" || status=$?
exit "$status"
