// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <zookeeper/zookeeper.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <mutex>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

/// What the interoperability tests do with ZooKeeper's C client (libzookeeper-mt, one thread of the
/// library beside ours). Usage: zookeeper_cclient HOST:PORT. Prints lines that are the same on
/// every run on any right server; status 1 with a reason when something did not come.
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;
constexpr int sessionTimeoutMs = 8000;

[[noreturn]] void fail(const char* what)
{
    std::fprintf(stderr, "not in time: %s\n", what);
    std::exit(1);
}

/// Events of one handle, handed from the library's thread to ours.
class Events
{
public:
    static void watch(zhandle_t*, int type, int state, const char* path, void* context)
    {
        auto* self = static_cast<Events*>(context);
        const std::lock_guard lock(self->m_mutex);
        if (type == ZOO_SESSION_EVENT) {
            self->m_state = state;
        } else {
            self->m_events.push_back(std::to_string(type) + ' ' + path);
        }
        self->m_changed.notify_all();
    }

    void waitForState(int state)
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_for(lock, patience, [&] { return m_state == state; })) {
            fail("a session's state");
        }
    }

    std::string next()
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_for(lock, patience, [&] { return !m_events.empty(); })) {
            fail("a watch event");
        }
        std::string event = m_events.front();
        m_events.pop_front();
        return event;
    }

private:
    std::mutex m_mutex; ///< Guards all below.
    std::condition_variable m_changed;
    std::deque<std::string> m_events;
    int m_state = 0;
};

/// A handle that is connected. It is closed, and its session with it, in the destructor.
class Client
{
public:
    explicit Client(const std::string& address, const clientid_t* id = nullptr)
        : m_handle(
            zookeeper_init(address.c_str(), &Events::watch, sessionTimeoutMs, id, &events, 0))
    {
        if (m_handle == nullptr) {
            fail("zookeeper_init");
        }
        events.waitForState(ZOO_CONNECTED_STATE);
    }
    ~Client() { zookeeper_close(m_handle); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    zhandle_t* get() const { return m_handle; }
    Events events;

private:
    zhandle_t* m_handle;
};

const char* name(int code)
{
    return code == ZOK ? "ok" : zerror(code);
}

void say(const std::string& what, int code, const std::string& more = {})
{
    std::printf("%s: %s%s%s\n", what.c_str(), name(code), more.empty() ? "" : " ", more.c_str());
}

std::string describe(const Stat& stat)
{
    std::array<char, 200> text{};
    std::snprintf(
        text.data(), text.size(),
        "version=%d cversion=%d aversion=%d length=%d children=%d ephemeral=%d changed=%d",
        stat.version, stat.cversion, stat.aversion, stat.dataLength, stat.numChildren,
        stat.ephemeralOwner != 0 ? 1 : 0, stat.mzxid != stat.czxid ? 1 : 0);
    return text.data();
}

std::string list(String_vector& names)
{
    std::vector<std::string> sorted(names.data, names.data + names.count);
    std::sort(sorted.begin(), sorted.end());
    deallocate_String_vector(&names);
    std::string text;
    for (const std::string& each : sorted) {
        text += each + ' ';
    }
    return text;
}

void create(const Client& client, const char* what, const std::string& path,
            const std::string& data, int mode, const ACL_vector* acl = &ZOO_OPEN_ACL_UNSAFE)
{
    std::array<char, 200> made{};
    Stat stat{};
    const int code = zoo_create2(client.get(), path.c_str(), data.data(), int(data.size()), acl,
                                 mode, made.data(), int(made.size()), &stat);
    say(what, code, code == ZOK ? made.data() + (' ' + describe(stat)) : "");
}

void get(const Client& client, const char* what, const std::string& path, bool watch = false)
{
    std::array<char, 1000> data{};
    int length = int(data.size());
    Stat stat{};
    const int code =
        zoo_get(client.get(), path.c_str(), watch ? 1 : 0, data.data(), &length, &stat);
    say(what, code, code == ZOK ? std::to_string(length) + ' ' + describe(stat) : "");
}

void nodes(Client& me)
{
    zhandle_t* handle = me.get();
    create(me, "create", "/c", "root", ZOO_PERSISTENT);
    create(me, "again", "/c", "", ZOO_PERSISTENT);
    create(me, "no parent", "/c/x/y", "", ZOO_PERSISTENT);
    create(me, "ephemeral", "/c/e", "", ZOO_EPHEMERAL);
    create(me, "below it", "/c/e/x", "", ZOO_PERSISTENT);
    create(me, "sequence", "/c/s-", "", ZOO_PERSISTENT_SEQUENTIAL);
    create(me, "both", "/c/s-", "", ZOO_EPHEMERAL_SEQUENTIAL);
    create(me, "container", "/c/container", "", ZOO_CONTAINER);
    say("null data",
        zoo_create(handle, "/c/null", nullptr, -1, &ZOO_OPEN_ACL_UNSAFE, 0, nullptr, 0));
    say("ttl",
        zoo_create_ttl(handle, "/c/ttl", "", 0, &ZOO_OPEN_ACL_UNSAFE, ZOO_PERSISTENT_WITH_TTL,
                       100'000, nullptr, 0));
    say("bad ttl",
        zoo_create_ttl(handle, "/c/ttl2", "", 0, &ZOO_OPEN_ACL_UNSAFE, ZOO_PERSISTENT_WITH_TTL, 0,
                       nullptr, 0));
    get(me, "get", "/c", true);
    get(me, "get null", "/c/null");
    get(me, "get, no", "/c/none");
    Stat stat{};
    int code = zoo_set2(handle, "/c", "new", 3, 0, &stat);
    say("set", code, describe(stat));
    say("the event of it", ZOK, me.events.next());
    say("wrong version", zoo_set(handle, "/c", "late", 4, 0));
    say("exists", zoo_exists(handle, "/c", 0, &stat), describe(stat));
    say("exists, no", zoo_exists(handle, "/c/none", 0, &stat));
    String_vector names{};
    code = zoo_get_children2(handle, "/c", 0, &names, &stat);
    say("children", code, list(names) + describe(stat));
    say("not empty", zoo_delete(handle, "/c", -1));
    say("delete", zoo_delete(handle, "/c/null", 0));
    say("delete, no", zoo_delete(handle, "/c/null", 0));
}

void accessLists(const Client& me, const std::string& address)
{
    zhandle_t* handle = me.get();
    create(me, "creator's, without any", "/c/a", "", 0, &ZOO_CREATOR_ALL_ACL);
    static std::mutex mutex;
    static std::condition_variable changed;
    static int answer = 1;
    zoo_add_auth(
        handle, "digest", "me:secret", 9,
        [](int code, const void*) {
            const std::lock_guard lock(mutex);
            answer = code;
            changed.notify_all();
        },
        nullptr);
    std::unique_lock lock(mutex);
    if (!changed.wait_for(lock, patience, [] { return answer <= 0; })) {
        fail("the authentication");
    }
    say("auth", answer);
    create(me, "creator's", "/c/a", "mine", 0, &ZOO_CREATOR_ALL_ACL);
    ACL_vector entries{};
    Stat stat{};
    const int code = zoo_get_acl(handle, "/c/a", &entries, &stat);
    say("acl", code,
        entries.count == 1 ? std::string(entries.data[0].id.scheme) + ':' + entries.data[0].id.id
                           : "?");
    deallocate_ACL_vector(&entries);
    const Client other(address);
    get(other, "another gets", "/c/a");
    say("opened", zoo_set_acl(handle, "/c/a", 0, &ZOO_READ_ACL_UNSAFE));
    get(other, "another gets", "/c/a");
    say("another sets", zoo_set(other.get(), "/c/a", "", 0, -1));
}

void transactions(const Client& me)
{
    std::array<char, 200> made{};
    Stat stat{};
    std::array<zoo_op_t, 4> operations{};
    std::array<zoo_op_result_t, 4> results{};
    const auto commit = [&](const char* what) {
        const int code =
            zoo_multi(me.get(), int(operations.size()), operations.data(), results.data());
        std::string all;
        for (const zoo_op_result_t& result : results) {
            all += std::string(name(result.err)) + ", ";
        }
        say(what, code, all);
    };
    zoo_create_op_init(&operations[0], "/c/m-", "1", 1, &ZOO_OPEN_ACL_UNSAFE,
                       ZOO_PERSISTENT_SEQUENTIAL, made.data(), int(made.size()));
    zoo_check_op_init(&operations[1], "/c", 1);
    zoo_set_op_init(&operations[2], "/c", "22", 2, 1, &stat);
    zoo_delete_op_init(&operations[3], "/c/container", -1);
    commit("multi");
    say("made", ZOK, made.data() + (' ' + describe(stat)));
    zoo_check_op_init(&operations[1], "/c", 2);
    zoo_set_op_init(&operations[2], "/c", "333", 3, 2, &stat);
    zoo_delete_op_init(&operations[3], "/c/none", -1);
    commit("multi that fails");
}

void watches(Client& me, const std::string& address)
{
    Client other(address);
    Stat stat{};
    say("watch for a node", zoo_exists(me.get(), "/c/later", 1, &stat));
    say("other creates",
        zoo_create(other.get(), "/c/later", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, nullptr, 0));
    say("event", ZOK, me.events.next());
    String_vector names{};
    zoo_wget_children(me.get(), "/c/later", &Events::watch, &me.events, &names);
    zoo_wexists(me.get(), "/c/later", &Events::watch, &me.events, &stat);
    say("remove a watch",
        zoo_remove_watches(me.get(), "/c/later", ZWATCHTYPE_DATA, &Events::watch, &me.events, 0));
    say("again",
        zoo_remove_watches(me.get(), "/c/later", ZWATCHTYPE_DATA, &Events::watch, &me.events, 0));
    zoo_create(other.get(), "/c/later/child", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, nullptr, 0);
    say("event", ZOK, me.events.next());
}

/// Runs this program once more to hold a session and the ephemeral /c/held, and kills it: a session
/// whose client is gone without a word.
clientid_t abandonedSession(const char* program, const std::string& address)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) {
        fail("a pipe");
    }
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl(program, program, address.c_str(), "hold", nullptr);
        _exit(127);
    }
    clientid_t id{};
    if (read(ends[0], &id, sizeof id) != ssize_t(sizeof id)) {
        fail("the session of another process");
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ends[0]);
    close(ends[1]);
    return id;
}

int hold(const std::string& address)
{
    const Client client(address);
    zoo_create(client.get(), "/c/held", "", 0, &ZOO_OPEN_ACL_UNSAFE, ZOO_EPHEMERAL, nullptr, 0);
    if (write(STDOUT_FILENO, zoo_client_id(client.get()), sizeof(clientid_t)) < 0) {
        return 1;
    }
    pause();
    return 0;
}

void sessions(Client& me, const char* program, const std::string& address)
{
    const clientid_t id = abandonedSession(program, address);
    Stat stat{};
    {
        const Client taker(address, &id);
        say("taken over",
            zoo_client_id(taker.get())->client_id == id.client_id ? ZOK : ZSYSTEMERROR);
        say("with its ephemeral", zoo_exists(taker.get(), "/c/held", 0, &stat), describe(stat));
        zoo_exists(me.get(), "/c/held", 1, &stat);
    }
    say("closed", ZOK, me.events.next());
    Events events;
    zhandle_t* late =
        zookeeper_init(address.c_str(), &Events::watch, sessionTimeoutMs, &id, &events, 0);
    events.waitForState(ZOO_EXPIRED_SESSION_STATE);
    say("after that", zoo_exists(late, "/c", 0, &stat));
    zookeeper_close(late);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        return 2;
    }
    zoo_set_debug_level(static_cast<ZooLogLevel>(0));
    const std::string address = argv[1];
    if (argc == 3) {
        return hold(address);
    }
    Client me(address);
    nodes(me);
    accessLists(me, address);
    transactions(me);
    watches(me, address);
    sessions(me, argv[0], address);
    return 0;
}
