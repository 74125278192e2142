#!/usr/bin/env bash
# Called by the build: image.sh JDK IMAGE TEMPLATE JAR…
# Makes IMAGE, the tree that runs by itself: TEMPLATE's files, the JARs in lib/, a Java runtime with what they need in
# lib/runtime/ and the ahead-of-time caches that halve the start-up time. An image is made beside the old one and takes its
# place when it is whole; one that is up to date stays.
set -euo pipefail
jdk=$1 image=$2 template=$3
shift 3
# java.xml and java.naming: logback; jdk.unsupported: signals; jdk.management and jdk.jfr: looking into a running engine.
modules=java.base,java.management,java.naming,java.xml,jdk.jfr,jdk.management,jdk.unsupported

runtime_key=$(echo "$modules"; cat "$jdk/release")
key=$(echo "$runtime_key"; cat "$(dirname "$0")"/* | cksum; find "$template" ! -type d | sort | xargs cksum; stat -c '%n %s %Y' "$@")
if [ -e "$image/.key" ] && [ "$(cat "$image/.key")" = "$key" ]; then
  exit 0
fi
new=$image.new
rm -rf "$new"
mkdir -p "$new"
cp -R "$template"/. "$new"
chmod 755 "$new"/bin/* "$new"/sbin/*
cp -p "$@" "$new/lib"
if [ -e "$image/lib/runtime/.key" ] && [ "$(cat "$image/lib/runtime/.key")" = "$runtime_key" ]; then
  cp -al "$image/lib/runtime" "$new/lib/runtime"
else
  "$jdk/bin/jlink" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages --output "$new/lib/runtime"
  echo "$runtime_key" >"$new/lib/runtime/.key"
fi

# A run to learn from makes each cache: what it loads, links and profiles need not be done again at the next start.
export GATUN_JAVA_OPTIONS

# The commands learn from calls of the engine that learns: tools PORT.
tools() (
  export GATUN_IPC_NAME_SUFFIX=-training-$1 GATUN_JAVA_OPTIONS=-XX:AOTCacheOutput=$new/lib/gatun.aot
  home=$new
  . "$home/lib/launch.sh"
  run_java gatun.aot -Xmx256m org.gatun.tools.Training version , cfgtool -s , corosync-cfgtool -n , cfgtool -a 1 , \
    cmapctl , corosync-cmapctl -g totem.token , cmapctl -s training.key u32 1 , cmapctl -m stats , cpgtool , cpgtool -n , \
    quorumtool -s , corosync-quorumtool -l , quorumtool -e 1 , corosync-blackbox , keygen -k "$work/key" , sam true , load
)

# The engine learns from a ring of one node and messages of a client, and is told to leave then.
GATUN_JAVA_OPTIONS=-XX:AOTCacheOutput=$new/lib/gatund.aot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/state"
for attempt in 1 2 3; do
  port=$((30000 + RANDOM % 2000))
  sed -e "s#@DIRECTORY@#$work#; s#@NODE@#$(cat /proc/sys/kernel/hostname)#; s#@PORT@#$port#" "$(dirname "$0")/training.conf" >"$work/corosync.conf"
  : >"$work/log"
  "$new/sbin/gatund" -f -c "$work/corosync.conf" >>"$work/log" 2>&1 &
  engine=$!
  for ((i = 0; i < 300; i++)); do
    ! grep -q 'ready to provide service' "$work/log" || break
    kill -0 $engine 2>/dev/null || break
    sleep 0.1
  done
  tools $port >"$work/tools" 2>&1 || true
  kill $engine 2>/dev/null || true
  if wait $engine && [ -s "$new/lib/gatund.aot" ] && [ -s "$new/lib/gatun.aot" ]; then
    break
  elif [ $attempt = 3 ]; then
    printf 'image: no ahead-of-time caches:\n%s\n' "$(cat "$work/log" "$work/tools")" >&2
    exit 1
  fi
done
mkdir -p "$new/share/bash-completion/completions"
GATUN_JAVA_OPTIONS= "$new/bin/gatun" completion >"$new/share/bash-completion/completions/gatun"
# The shell looks for a file with the name of the command.
for tool in "$new"/bin/corosync-*; do
  ln -s gatun "$new/share/bash-completion/completions/${tool##*/}"
done

echo "$key" >"$new/.key"
rm -rf "$image.old"
[ ! -e "$image" ] || mv "$image" "$image.old"
mv "$new" "$image"
rm -rf "$image.old"
