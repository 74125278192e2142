# Sourced by the commands of the image, which set $home: run_java CACHE 'OPTION…' CLASS ARGUMENT… becomes the Java VM.
# The class path is the sorted list of the jars, as it was when the ahead-of-time cache was made: with another order the VM
# would leave the cache unused. GATUN_JAVA_OPTIONS adds options of the VM.
locale=${LC_ALL-}
LC_ALL=C
classpath=
for jar in "$home"/lib/*.jar; do
  classpath=$classpath${classpath:+:}$jar
done
LC_ALL=$locale
run_java() {
  cache=$home/lib/$1
  options=$2
  shift 2
  [ -e "$cache" ] || cache=
  exec "$home/lib/runtime/bin/java" ${cache:+"-XX:AOTCache=$cache"} -Xlog:disable -Xlog:all=error:stderr \
    -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData --enable-native-access=ALL-UNNAMED \
    $options ${GATUN_JAVA_OPTIONS:-} -cp "$classpath" "$@"
}
