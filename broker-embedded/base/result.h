// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace ottla {

/// What kind of failure happened: to branch on. The words for a person are in Error::message.
enum class Errc
{
    InvalidArgument, ///< The caller or the user gave a value that makes no sense.
    Malformed, ///< Bytes from the network or a foreign file do not follow their format.
    Corrupt, ///< Bytes that this program stored are damaged.
    NotFound,
    AlreadyExists,
    OutOfRange,
    TooLarge,
    Unsupported,
    Busy, ///< In use by another process, or still in use by this one.
    Denied, ///< Missing rights on a file, a port or a cluster.
    ReadOnly, ///< Refused by the write gate of a read-only connection.
    NoSpace,
    TooManyOpenFiles, ///< Neither this process nor perhaps any other gets another descriptor.
    Io,
    Network,
    Authentication,
    TimedOut,
    Cancelled,
    Conflict, ///< A conditional write met another version than it expected.
    Fenced, ///< A newer epoch exists.
    InvalidState, ///< The operation does not fit the object's present state.
    Remote, ///< The other side answered with an error; see Error::context for its code.
};

/// A failure as a value. `message` is one sentence for a person, without a trailing full stop;
/// `context` says where: a file and offset, a topic and partition, a broker's error code.
struct Error
{
    Errc code = Errc::InvalidState;
    std::string message;
    std::string context = {};

    /// "message (context)", for logs and for tests' output.
    [[nodiscard]] std::string describe() const
    {
        return context.empty() ? message : message + " (" + context + ")";
    }

    friend bool operator==(const Error&, const Error&) = default;
};

/// Either a value or an Error. Return it wherever failure is a normal event.
/// Reading the side that is not there is a bug and asserts.
template <typename T>
class [[nodiscard]] Result
{
public:
    using ValueType = T;

    Result(T value) // NOLINT(google-explicit-constructor): `return value;` is the point
        : m_state(std::in_place_index<0>, std::move(value))
    { }
    Result(Error error) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<1>, std::move(error))
    { }

    [[nodiscard]] bool ok() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    [[nodiscard]] T& value() &
    {
        assert(ok());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] const T& value() const&
    {
        assert(ok());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] T&& value() &&
    {
        assert(ok());
        return std::move(*std::get_if<0>(&m_state));
    }
    [[nodiscard]] T valueOr(T fallback) const& { return ok() ? value() : std::move(fallback); }
    [[nodiscard]] const Error& error() const&
    {
        assert(!ok());
        return *std::get_if<1>(&m_state);
    }
    [[nodiscard]] Error&& error() &&
    {
        assert(!ok());
        return std::move(*std::get_if<1>(&m_state));
    }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    using ValueType = void;

    Result() = default;
    Result(Error error) // NOLINT(google-explicit-constructor)
        : m_error(std::move(error))
    { }

    [[nodiscard]] bool ok() const noexcept { return !m_error; }
    explicit operator bool() const noexcept { return ok(); }
    [[nodiscard]] const Error& error() const&
    {
        assert(m_error);
        return *m_error;
    }
    [[nodiscard]] Error&& error() &&
    {
        assert(m_error);
        return std::move(*m_error);
    }

private:
    std::optional<Error> m_error;
};

} // namespace ottla
