// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/childprocess.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace ottla::server {

namespace {

Error systemError(const std::string& what, int number)
{
    return {Errc::Io, what + ": " + std::generic_category().message(number)};
}

/// Closes what is still its own when it goes.
struct Pipe
{
    std::array<int, 2> ends{-1, -1};

    Pipe() = default;
    ~Pipe()
    {
        for (const int end : ends) {
            if (end >= 0) {
                ::close(end);
            }
        }
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    bool open() { return ::pipe2(ends.data(), O_CLOEXEC) == 0; }
    int release(std::size_t end) { return std::exchange(ends[end], -1); }
};

struct SpawnActions
{
    posix_spawn_file_actions_t files = {};
    posix_spawnattr_t attributes = {};

    SpawnActions()
    {
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawnattr_init(&attributes);
    }
    ~SpawnActions()
    {
        ::posix_spawn_file_actions_destroy(&files);
        ::posix_spawnattr_destroy(&attributes);
    }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;

    void setSignals()
    {
        sigset_t all = {};
        sigfillset(&all);
        sigset_t none = {};
        sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&attributes, &all);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setpgroup(&attributes, 0);
        ::posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    }
};

} // namespace

Result<std::filesystem::path> ownExecutable()
{
    std::error_code error;
    auto path = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        return systemError("the path of this program", error.value());
    }
    return path;
}

Result<ChildProcess> startChild(const std::filesystem::path& program,
                                const std::vector<std::string>& arguments)
{
    Pipe input;
    Pipe output;
    Pipe errors;
    if (!input.open() || !output.open() || !errors.open()) {
        return systemError("a pipe", errno);
    }
    SpawnActions actions;
    actions.setSignals();
    ::posix_spawn_file_actions_adddup2(&actions.files, input.ends[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions.files, output.ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions.files, errors.ends[1], STDERR_FILENO);

    std::string name = program.string();
    std::vector<std::string> texts = arguments;
    std::vector<char*> pointers{name.data()};
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    ChildProcess child;
    const int failed = ::posix_spawn(&child.pid, name.c_str(), &actions.files, &actions.attributes,
                                     pointers.data(), environ);
    if (failed != 0) {
        return systemError("starting " + name, failed);
    }
    child.input = input.release(1);
    child.output = output.release(0);
    child.errors = errors.release(0);
    return child;
}

std::optional<int> exitStatus(int pid)
{
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) != pid) {
        return std::nullopt;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace ottla::server
