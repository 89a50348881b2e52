# Sourced by ./mvnw and ./crm: sets JAVA_HOME to a JDK of at least release 25, or says what is missing.
# Order: JAVA_HOME itself, the java on PATH, then the usual places; the lowest release that suffices wins.
_crm_jdk_release() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}
_crm_jdk_find() {
  if [ -n "${JAVA_HOME:-}" ]; then
    _v=$(_crm_jdk_release "$JAVA_HOME") || _v=0
    [ "${_v:-0}" -lt 25 ] || { printf '%s' "$JAVA_HOME"; return 0; }
  fi
  _java=$(command -v java) && _java=$(readlink -f "$_java") || _java=/none/bin/java
  set +f # ./mvnw runs without globbing; this function runs in a subshell
  _best='' _best_v=999
  for _d in "${_java%/bin/java}" /usr/lib/jvm/* /opt/java/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    _v=$(_crm_jdk_release "$_d") || continue
    [ "${_v:-0}" -ge 25 ] && [ "$_v" -lt "$_best_v" ] && _best=$_d _best_v=$_v
  done
  [ -n "$_best" ] && printf '%s' "$_best"
}
JAVA_HOME=$(_crm_jdk_find) || {
  echo "No JDK 25 or newer was found. Install one (for example Eclipse Temurin 25) or set JAVA_HOME to it." >&2
  exit 2
}
export JAVA_HOME
