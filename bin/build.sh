# Sourced by the scripts beside it, which set $root: build_if_stale brings target/image up to date with the sources.
. "$root/bin/jdk.sh"
# Maven's own libraries would be warned about.
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
need_maven() {
  command -v mvn >/dev/null || { echo "gatun: no Maven found: install it (package maven)" >&2; return 2; }
}
# Newer than the image: a source, a resource, a build file, or a directory, which is how a removed file shows.
is_stale() {
  [ ! -e "$root/target/image/.built" ] ||
    [ -n "$(find "$root/pom.xml" "$root"/{native-bindings,ipc-shm,engine,client,tools}/{pom.xml,src/main,src/build} \
      -newer "$root/target/image/.built" -print -quit 2>/dev/null)" ]
}
build_if_stale() {
  is_stale || return 0
  need_maven
  (
    # Two commands that find the image stale at once build it once.
    mkdir -p "$root/target"
    exec 9>"$root/target/.lock"
    flock 9
    is_stale || exit 0
    echo "gatun: building target/image" >&2
    started=$(date +%s.%N)
    cd "$root"
    mvn -q -B -ntp -Dstyle.color=never -Dmaven.test.skip=true -pl tools -am package >&2 9>&-
    touch -d "@$started" target/image/.built
  )
}
