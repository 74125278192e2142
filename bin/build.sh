# Sourced by the scripts beside it, which set $root: build_image, build_bench and build_tests bring what they name up to date with the
# sources; run_test_class runs a main class of the whole-system tests.
. "$root/bin/jdk.sh"
# Maven's own libraries would be warned about.
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
need_maven() {
  command -v mvn >/dev/null || { echo "gatun: no Maven found: install it (package maven)" >&2; return 2; }
}
# is_stale STAMP PATH…: whether one of these is newer: a source, a build file, or a directory, which is how a removed file shows.
is_stale() {
  local stamp=$1
  shift
  [ ! -e "$stamp" ] || [ -n "$(find "$root/pom.xml" "$@" -path '*/target' -prune -o -newer "$stamp" -print -quit 2>/dev/null)" ]
}
# build_if_stale STAMP MODULE MAVEN-ARGUMENTS PATH…: builds the module and what it needs, unless it is newer than these.
build_if_stale() {
  local stamp=$1 module=$2 arguments=$3
  shift 3
  is_stale "$stamp" "$@" || return 0
  need_maven
  (
    # Two commands that find it stale at once build it once.
    mkdir -p "$root/target"
    exec 9>"$root/target/.lock"
    flock 9
    is_stale "$stamp" "$@" || exit 0
    echo "gatun: building $module" >&2
    started=$(date +%s.%N)
    cd "$root"
    mvn -q -B -ntp -Dstyle.color=never -pl "$module" -am $arguments >&2 9>&-
    touch -d "@$started" "$stamp"
  )
}
build_image() {
  build_if_stale "$root/target/image/.built" tools '-Dmaven.test.skip=true package' \
    "$root"/{native-bindings,ipc-shm,engine,client,tools}/{pom.xml,src/main} "$root/tools/src/build"
}
# With the kit of the whole-system tests, so test classes are built (and not run).
build_bench() {
  build_if_stale "$root/bench/target/.built" bench '-DskipTests package' \
    "$root"/{native-bindings,ipc-shm,engine,client,tools,bench}/{pom.xml,src} "$root/src/test"
}
# The classes of the whole-system tests, and the class path that they need.
build_tests() {
  build_if_stale "$root/src/test/target/.built" src/test \
    'test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath' \
    "$root"/{native-bindings,ipc-shm,engine,client,tools}/{pom.xml,src/main} "$root/src/test"
}
# run_test_class CLASS ARGUMENT…: in place of the shell, with build_tests before; JVM_OPTIONS may be set.
run_test_class() {
  exec "$JAVA_HOME/bin/java" -ea --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dgatun.root="$root" ${JVM_OPTIONS:-} \
    -cp "$root/src/test/target/test-classes:$(cat "$root/src/test/target/test.classpath")" "$@"
}
