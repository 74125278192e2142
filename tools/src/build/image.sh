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
key=$(echo "$runtime_key"; cksum <"$0"; find "$template" -type f | sort | xargs cksum; stat -c '%n %s %Y' "$@")
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
train() {
  local cache=$1 log
  shift
  if ! log=$(GATUN_JAVA_OPTIONS="-XX:AOTCacheOutput=$new/lib/$cache" "$@" 2>&1) || [ ! -s "$new/lib/$cache" ]; then
    printf 'image: no ahead-of-time cache from: %s\n%s\n' "$*" "$log" >&2
    exit 1
  fi
}
train gatun.aot "$new/bin/gatun" version
train gatund.aot "$new/sbin/gatund" -v

echo "$key" >"$new/.key"
rm -rf "$image.old"
[ ! -e "$image" ] || mv "$image" "$image.old"
mv "$new" "$image"
rm -rf "$image.old"
