# Sourced by the scripts beside it: finds a JDK 25 and exports JAVA_HOME.
find_jdk() {
  local d
  for d in "${GATUN_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [ -n "$d" ] && [ -r "$d/release" ] && [ -x "$d/bin/javac" ] || continue
    grep -q '^JAVA_VERSION="25' "$d/release" && { JAVA_HOME=$d; export JAVA_HOME; return 0; }
  done
  echo "gatun: no JDK 25 found: set GATUN_JAVA_HOME, or install one under /usr/lib/jvm" >&2
  return 1
}
find_jdk || exit 2
