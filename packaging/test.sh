#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, runs every test and ends with a table.
#   --full              adds the sanitizers, fuzzing, the long storms and the benchmarks
#   --require=NAME,…    the skip of a foreign tool (kcat, kafka-python, kafkajs, …) is a failure
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/install.sh

full=0
require=""
for argument in "$@"; do
    case "$argument" in
    --full) full=1 ;;
    --require=*) require=${argument#--require=} ;;
    *)
        echo "Unknown option: $argument (known: --full, --require=NAME,…)" >&2
        exit 2
        ;;
    esac
done

install_packages packaging/packages-build.txt packaging/packages-test.txt
export OTTLA_REQUIRE=$require
export OTTLA_SCREENS=$PWD/build/screens
mkdir -p "$OTTLA_SCREENS"

# Node clients, in the versions that their package.json pins, outside the source tree.
install_node_client() { # install_node_client FOLDER PACKAGE: tests/interop/FOLDER into build/FOLDER
    local folder=$PWD/build/$1
    mkdir -p "$folder"
    cp "tests/interop/$1/package.json" "$folder/"
    if [ ! -d "$folder/node_modules/$2" ] && command -v npm >/dev/null; then
        npm install --prefix "$folder" --no-audit --no-fund --no-package-lock --silent \
            || echo "$2 could not be installed; its tests will be skipped" >&2
    fi
}
install_node_client kafkajs kafkajs
install_node_client zookeeper-node node-zookeeper-client
export OTTLA_KAFKAJS=$PWD/build/kafkajs
export OTTLA_ZOOKEEPER_NODE=$PWD/build/zookeeper-node

# Kafka's own tools, those of 0.10.0 and new ones, in the versions that each pom.xml pins.
fetch_kafka() { # fetch_kafka FOLDER-OF-THE-POM FOLDER
    if [ ! -d "$2" ] && command -v mvn >/dev/null; then
        mvn -q -B -f "tests/interop/$1/pom.xml" dependency:copy-dependencies \
            -DoutputDirectory="$2" \
            || echo "Kafka's tools ($1) could not be fetched; their tests will be skipped" >&2
    fi
}
export OTTLA_KAFKA010_LIBS=$PWD/build/kafka010
export OTTLA_KAFKA_LIBS=$PWD/build/kafka
fetch_kafka kafka010 "$OTTLA_KAFKA010_LIBS"
fetch_kafka java "$OTTLA_KAFKA_LIBS"

# A schema registry, for Java 11 and later.
export OTTLA_APICURIO=$PWD/build/apicurio
if [ ! -d "$OTTLA_APICURIO" ] && command -v mvn >/dev/null; then
    if mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact=io.apicurio:apicurio-registry-app:2.6.13.Final:tar.gz:all \
        -DoutputDirectory="$PWD/build" -Dmdep.stripVersion=true; then
        mkdir -p "$OTTLA_APICURIO"
        tar -xzf build/apicurio-registry-app-all.tar.gz -C "$OTTLA_APICURIO"
        rm build/apicurio-registry-app-all.tar.gz
    else
        echo "Apicurio Registry could not be fetched; its tests will be skipped" >&2
    fi
fi

cmake --preset dev --log-level=WARNING
cmake --build --preset dev

status=0
run_tests() { # run_tests PRESET [ctest arguments]
    local preset=$1
    shift
    local report=$PWD/build/$preset/tests.xml
    ctest --preset "$preset" --output-on-failure --output-junit "$report" "$@" || status=1
    reports+=("$report")
}
reports=()
if [ "$full" -eq 1 ]; then
    export OTTLA_STORM=long
fi
run_tests dev -j 3 # on two processors: many wait, for a time-out or a program that they started
if [ "$full" -eq 1 ]; then
    install_packages packaging/packages-full.txt
    for preset in asan tsan; do
        cmake --preset "$preset" -DOTTLA_BUILD_APP=OFF --log-level=WARNING
        cmake --build --preset "$preset"
        run_tests "$preset" -j 2
    done
    packaging/fuzz.sh 300 || status=1
    tests/bench/broker.sh || status=1
    tests/bench/browse.sh || status=1
    tests/bench/start.sh || status=1
    tests/bench/registry.sh || status=1
fi
python3 packaging/summary.py "${reports[@]}"
exit "$status"
