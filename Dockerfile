# The service alone: no embedded broker, no compiler. Build: docker build -t crm .
FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
# The libraries first: they change less often than the code, and are kept as a layer.
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY schemas/pom.xml schemas/
COPY topology/pom.xml topology/
COPY connectors/pom.xml connectors/
COPY interactive-queries/pom.xml interactive-queries/
COPY standalone/pom.xml standalone/
COPY benchmarks/pom.xml benchmarks/
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B -Dmaven.test.skip=true -Dspotless.check.skip -Dcheckstyle.skip -pl standalone -am package
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B -Dmaven.test.skip=true -Dspotless.check.skip -Dcheckstyle.skip -pl standalone -am clean package

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --create-home crm && install -d -o crm -g crm /var/lib/crm
COPY --from=build /src/standalone/target/lib /opt/crm/lib
USER crm
ENV CRM_DATA_DIR=/var/lib/crm PORT=8084
VOLUME /var/lib/crm
# Not 8085, the internal port: it is for other instances and metrics, on a network of their own.
EXPOSE 8084
# Ready once first caught up, which after the loss of the volume may take long: hence the start period.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10m --start-interval=2s --retries=6 \
  CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
STOPSIGNAL SIGTERM
# A part of the container's memory is the heap; RocksDB (CRM_STATE_MEMORY_MB) and buffers have the rest.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -XX:+UseG1GC -XX:MaxGCPauseMillis=50 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
ENTRYPOINT ["java", "-cp", "/opt/crm/lib/*", "shop.crm.standalone.Crm"]
CMD ["serve"]
