// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/endsignal.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace ottla::server {

namespace {

volatile std::sig_atomic_t writeEnd = -1; // for the signal handler, which can take no argument

void onSignal(int)
{
    const int saved = errno;
    const char byte = 0;
    if (::write(writeEnd, &byte, 1) < 0) {
        // The pipe is full: the wish is known.
    }
    errno = saved;
}

} // namespace

EndSignal::EndSignal(bool endsWithStandardInput)
    : m_endsWithStandardInput(endsWithStandardInput)
{
    if (m_endsWithStandardInput) {
        // It has to run to read that end, and the parent may die before it wakes what it stopped.
        // The system would wake an orphaned group by itself, but only one that has stopped
        // entirely: not one with a thread that has yet to get its turn to stop.
        ::prctl(PR_SET_PDEATHSIG, SIGCONT);
    }
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0) {
        m_readEnd = ends[0];
        writeEnd = ends[1];
        struct sigaction action = {};
        action.sa_handler = &onSignal;
        ::sigaction(SIGTERM, &action, nullptr);
        ::sigaction(SIGINT, &action, nullptr);
        struct sigaction present = {};
        if (::sigaction(SIGHUP, nullptr, &present) == 0 && present.sa_handler != SIG_IGN) {
            ::sigaction(SIGHUP, &action, nullptr); // else nohup(1) started it
        }
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a write beyond `ulimit -f` fails like any other
}

EndSignal::~EndSignal()
{
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    ::close(m_readEnd);
    ::close(writeEnd);
    writeEnd = -1;
}

void EndSignal::request()
{
    onSignal(0);
}

void EndSignal::wait()
{
    std::array<pollfd, 2> watched{pollfd{m_readEnd, POLLIN, 0},
                                  pollfd{m_endsWithStandardInput ? STDIN_FILENO : -1, POLLIN, 0}};
    while (true) {
        const int ready = ::poll(watched.data(), watched.size(), -1);
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready < 0 || watched[0].revents != 0) {
            return;
        }
        if (watched[1].revents != 0) {
            std::array<char, 256> ignored{};
            const ssize_t count = ::read(STDIN_FILENO, ignored.data(), ignored.size());
            if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) {
                return;
            }
        }
    }
}

} // namespace ottla::server
