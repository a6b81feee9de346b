// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/iothreads.h"
#include "net/listenserver.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <asio/connect.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <condition_variable>
#include <mutex>
#include <sys/socket.h>

using namespace ottla;
using namespace std::chrono_literals;
using net::Answer;

namespace {

/// Keeps requests until the test answers them.
class Desk
{
public:
    struct Request
    {
        Bytes bytes;
        net::AnswerCallback answer;
    };

    void take(std::shared_ptr<Bytes> frame, net::AnswerCallback answer)
    {
        if (m_letsNextBegin) {
            answer({Answer::Kind::Waits, {}});
        }
        const std::lock_guard lock(m_mutex);
        m_requests.push_back({*frame, std::move(answer)});
        m_changed.notify_all();
    }
    bool waitFor(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 10s, [&] { return m_requests.size() >= count; });
    }
    std::size_t count()
    {
        const std::lock_guard lock(m_mutex);
        return m_requests.size();
    }
    void answer(std::size_t number, Answer answer)
    {
        net::AnswerCallback callback;
        {
            const std::lock_guard lock(m_mutex);
            callback = m_requests.at(number).answer;
        }
        callback(std::move(answer));
    }

    /// Before the first request.
    void setLetsNextBegin(bool lets) { m_letsNextBegin = lets; }

private:
    bool m_letsNextBegin = true;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Request> m_requests;
};

class Client
{
public:
    explicit Client(std::uint16_t port, const char* address = "127.0.0.1")
    {
        m_socket.connect({asio::ip::make_address(address), port});
        const timeval patience{10, 0};
        ::setsockopt(m_socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    void sendRaw(BytesView bytes)
    {
        asio::write(m_socket, asio::buffer(bytes.data(), bytes.size()), m_error);
    }
    void send(BytesView body)
    {
        Bytes frame(4);
        storeBigEndian(frame.data(), static_cast<std::int32_t>(body.size()));
        frame.insert(frame.end(), body.begin(), body.end());
        sendRaw(frame);
    }
    Bytes receive()
    {
        std::array<std::byte, 4> length{};
        asio::read(m_socket, asio::buffer(length), m_error);
        if (m_error) {
            return {};
        }
        Bytes body(static_cast<std::size_t>(loadBigEndian<std::int32_t>(length.data())));
        asio::read(m_socket, asio::buffer(body), m_error);
        return body;
    }
    /// Whether the other side has closed, without sending anything more.
    bool isClosed()
    {
        std::array<std::byte, 1> one{};
        asio::read(m_socket, asio::buffer(one), m_error);
        return m_error == asio::error::eof || m_error == asio::error::connection_reset;
    }
    asio::ip::tcp::socket& socket() { return m_socket; }

private:
    asio::io_context m_context;
    asio::ip::tcp::socket m_socket{m_context};
    std::error_code m_error;
};

Bytes text(std::string_view value)
{
    return copyOf(asBytes(value));
}

Answer reply(std::string_view value)
{
    Answer answer;
    answer.pieces.emplace_back(text(value));
    return answer;
}

/// A server on a free port whose requests end up on a desk.
struct Served
{
    explicit Served(const net::Limits& limits = {})
        : server(
            threads.context(), limits,
            [this](const net::Peer&, std::shared_ptr<Bytes> frame, net::AnswerCallback answer) {
                desk.take(std::move(frame), std::move(answer));
            })
    {
        port = server.listen("PLAINTEXT", "127.0.0.1", 0).value().port;
        server.start();
    }
    ~Served()
    {
        server.stop();
        threads.stop();
    }

    Desk desk;
    net::IoThreads threads{2};
    net::ListenServer server;
    std::uint16_t port = 0;
};

} // namespace

class TestListenServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersInTheOrderOfTheRequests();
    void beginsARequestBehindAnAnswer();
    void beginsNothingBehindARefusal();
    void answersWhatCameBeforeAnImpossibleLength();
    void sendsNothingWhereNothingIsOwed();
    void stopsReadingWhileTooMuchIsUnanswered();
    void closesConnectionsWithAnImpossibleLength_data();
    void closesConnectionsWithAnImpossibleLength();
    void closesSilentConnections();
    void keepsAConnectionThatWaitsForItsAnswer();
    void refusesConnectionsAboveTheBound();
    void sendsFilesBetweenBytes();
    void answersWhatWasAskedBeforeTheInputEnded();
    void saysThatAPortIsInUse();
    void listensOnIpv6();
    void takesOnePortOnBothLoopbackAddresses();
    void takesTheLoopbackAddressThatThereIs_data();
    void takesTheLoopbackAddressThatThereIs();
    void hasNoPortThatIsTakenOnOneAddress();
    void outlivesRandomBytes();
};

void TestListenServer::answersInTheOrderOfTheRequests()
{
    Served served;
    Client client(served.port);
    client.send(text("a"));
    client.send(text("b"));
    client.send(text("c"));
    QVERIFY(served.desk.waitFor(3)); // all at hand before the first is answered
    served.desk.answer(2, reply("C"));
    served.desk.answer(0, reply("A"));
    QCOMPARE(client.receive(), text("A"));
    served.desk.answer(1, reply("B"));
    QCOMPARE(client.receive(), text("B"));
    QCOMPARE(client.receive(), text("C"));
}

void TestListenServer::beginsARequestBehindAnAnswer()
{
    Served served;
    served.desk.setLetsNextBegin(false);
    Client client(served.port);
    client.send(text("a"));
    client.send(text("b"));
    client.send(text("c"));
    QVERIFY(served.desk.waitFor(1));
    // Another connection's request is there, so these would be.
    Client other(served.port);
    other.send(text("x"));
    QVERIFY(served.desk.waitFor(2));
    QCOMPARE(served.desk.count(), std::size_t{2});
    served.desk.answer(0, reply("A"));
    QVERIFY(served.desk.waitFor(3));
    served.desk.answer(2, {Answer::Kind::Waits, {}});
    QVERIFY(served.desk.waitFor(4)); // behind one that waits
    served.desk.answer(3, reply("C"));
    served.desk.answer(2, reply("B"));
    QCOMPARE(client.receive(), text("A"));
    QCOMPARE(client.receive(), text("B"));
    QCOMPARE(client.receive(), text("C"));
}

void TestListenServer::beginsNothingBehindARefusal()
{
    Served served;
    served.desk.setLetsNextBegin(false);
    Client client(served.port);
    for (const char* request : {"a", "b", "c"}) {
        client.send(text(request));
    }
    QVERIFY(served.desk.waitFor(1));
    served.desk.answer(0, {Answer::Kind::Waits, {}});
    QVERIFY(served.desk.waitFor(2));
    served.desk.answer(1, {Answer::Kind::Close, {}});
    Client other(served.port);
    other.send(text("x"));
    QVERIFY(served.desk.waitFor(3));
    served.desk.answer(0, reply("A"));
    QCOMPARE(client.receive(), text("A"));
    QVERIFY(client.isClosed());
    QCOMPARE(served.desk.count(), std::size_t{3}); // without "c"
}

void TestListenServer::answersWhatCameBeforeAnImpossibleLength()
{
    Served served;
    served.desk.setLetsNextBegin(false);
    Client client(served.port);
    client.send(text("a"));
    client.sendRaw(Bytes(4, std::byte{0xFF}));
    QVERIFY(served.desk.waitFor(1));
    served.desk.answer(0, reply("A"));
    QCOMPARE(client.receive(), text("A"));
    QVERIFY(client.isClosed());
}

void TestListenServer::sendsNothingWhereNothingIsOwed()
{
    Served served;
    Client client(served.port);
    client.send(text("a"));
    client.send(text("b"));
    QVERIFY(served.desk.waitFor(2));
    served.desk.answer(1, reply("B"));
    served.desk.answer(0, {Answer::Kind::Nothing, {}});
    QCOMPARE(client.receive(), text("B"));
}

void TestListenServer::stopsReadingWhileTooMuchIsUnanswered()
{
    net::Limits limits;
    limits.maxOutstandingRequests = 4;
    Served served(limits);
    Client client(served.port);
    for (int i = 0; i < 10; ++i) {
        client.send(text("x"));
    }
    QVERIFY(served.desk.waitFor(4));
    for (std::size_t i = 0; i < 10; ++i) {
        QVERIFY(served.desk.waitFor(std::min<std::size_t>(i + 4, 10)));
        QVERIFY(served.desk.count() <= i + 4);
        served.desk.answer(i, reply("y"));
        QCOMPARE(client.receive(), text("y"));
    }
}

void TestListenServer::closesConnectionsWithAnImpossibleLength_data()
{
    QTest::addColumn<qint32>("length");
    QTest::newRow("2 GB") << std::numeric_limits<qint32>::max();
    QTest::newRow("negative") << -5;
    QTest::newRow("zero") << 0;
}

void TestListenServer::closesConnectionsWithAnImpossibleLength()
{
    QFETCH(qint32, length);
    Served served;
    Client client(served.port);
    Bytes bytes(4);
    storeBigEndian(bytes.data(), length);
    client.sendRaw(bytes);
    QVERIFY(client.isClosed());
    Client other(served.port);
    other.send(text("still there"));
    QVERIFY(served.desk.waitFor(1));
}

void TestListenServer::closesSilentConnections()
{
    net::Limits limits;
    limits.idleTimeout = 50ms;
    Served served(limits);
    Client client(served.port);
    QVERIFY(client.isClosed());
    QTRY_COMPARE(served.server.connectionCount(), std::size_t{0});
}

void TestListenServer::keepsAConnectionThatWaitsForItsAnswer()
{
    net::Limits limits;
    limits.idleTimeout = 100ms;
    Served served(limits);
    Client waiting(served.port);
    waiting.send(text("long poll"));
    QVERIFY(served.desk.waitFor(1));
    for (int i = 0; i < 3; ++i) { // each lasts for one idle time-out
        Client silent(served.port);
        QVERIFY(silent.isClosed());
    }
    served.desk.answer(0, reply("at last"));
    QCOMPARE(waiting.receive(), text("at last"));
}

void TestListenServer::refusesConnectionsAboveTheBound()
{
    net::Limits limits;
    limits.maxConnections = 1;
    Served served(limits);
    Client first(served.port);
    first.send(text("a"));
    QVERIFY(served.desk.waitFor(1));
    Client second(served.port);
    QVERIFY(second.isClosed());
    served.desk.answer(0, reply("A"));
    QCOMPARE(first.receive(), text("A"));
}

void TestListenServer::sendsFilesBetweenBytes()
{
    const QTemporaryDir folder;
    const auto files = posixFileSystem();
    const std::filesystem::path path = folder.filePath(QStringLiteral("segment")).toStdString();
    Bytes content(20'000'000);
    QRandomGenerator random(7);
    for (std::byte& byte : content) {
        byte = static_cast<std::byte>(random.bounded(256));
    }
    const auto file = files->open(path, OpenMode::CreateNew).value();
    QVERIFY(file->write(0, content).ok());

    Served served;
    Client client(served.port);
    client.send(text("fetch"));
    QVERIFY(served.desk.waitFor(1));
    Answer answer;
    answer.pieces.emplace_back(text("head"));
    answer.pieces.emplace_back(FileRegion{file, 1, content.size() - 2});
    answer.pieces.emplace_back(FileRegion{file, 0, 1});
    answer.pieces.emplace_back(text("tail"));
    served.desk.answer(0, std::move(answer));

    Bytes expected = text("head");
    expected.insert(expected.end(), content.begin() + 1, content.end() - 1);
    expected.push_back(content[0]);
    const Bytes tail = text("tail");
    expected.insert(expected.end(), tail.begin(), tail.end());
    QVERIFY(client.receive() == expected);
}

void TestListenServer::answersWhatWasAskedBeforeTheInputEnded()
{
    Served served;
    Client client(served.port);
    client.send(text("a"));
    client.socket().shutdown(asio::ip::tcp::socket::shutdown_send);
    QVERIFY(served.desk.waitFor(1));
    served.desk.answer(0, reply("A"));
    QCOMPARE(client.receive(), text("A"));
    QVERIFY(client.isClosed());
}

void TestListenServer::saysThatAPortIsInUse()
{
    Served first;
    net::IoThreads threads(1);
    net::ListenServer second(threads.context(), {}, {});
    const auto port = second.listen("PLAINTEXT", "127.0.0.1", first.port);
    QVERIFY(!port.ok());
    QCOMPARE(port.error().code, Errc::Busy);
    QVERIFY(port.error().message.find(std::to_string(first.port)) != std::string::npos);
}

void TestListenServer::listensOnIpv6()
{
    Served served;
    const auto port = served.server.listen("PLAINTEXT", "::1", 0);
    if (!port.ok()) {
        QSKIP("this machine has no IPv6");
    }
}

void TestListenServer::takesOnePortOnBothLoopbackAddresses()
{
    Served served;
    if (!served.server.listen("PLAINTEXT", "::1", 0)) {
        QSKIP("this machine has no IPv6");
    }
    const auto bound = served.server.listen("PLAINTEXT", "localhost", 0);
    QVERIFY(bound.ok());
    QCOMPARE(bound->address, std::string("127.0.0.1"));
    served.server.start();
    std::size_t asked = 0;
    for (const char* address : {"127.0.0.1", "::1"}) {
        Client client(bound->port, address);
        client.send(text("a"));
        QVERIFY(served.desk.waitFor(++asked));
        served.desk.answer(asked - 1, reply("A"));
        QCOMPARE(client.receive(), text("A"));
    }
}

void TestListenServer::takesTheLoopbackAddressThatThereIs_data()
{
    QTest::addColumn<QStringList>("loopback");
    QTest::addColumn<QByteArray>("address");
    // Addresses for documentation, which no machine has.
    QTest::newRow("IPv4 alone") << QStringList{QStringLiteral("127.0.0.1"),
                                               QStringLiteral("2001:db8::1")}
                                << QByteArray("127.0.0.1");
    QTest::newRow("IPv6 alone") << QStringList{QStringLiteral("192.0.2.1"), QStringLiteral("::1")}
                                << QByteArray("::1");
    QTest::newRow("neither") << QStringList{QStringLiteral("192.0.2.1"),
                                            QStringLiteral("2001:db8::1")}
                             << QByteArray();
}

void TestListenServer::takesTheLoopbackAddressThatThereIs()
{
    QFETCH(QStringList, loopback);
    QFETCH(QByteArray, address);
    Served served;
    if (address == "::1" && !served.server.listen("PLAINTEXT", "::1", 0)) {
        QSKIP("this machine has no IPv6");
    }
    net::ListenServer server(
        served.threads.context(), {},
        [&served](const net::Peer&, std::shared_ptr<Bytes> frame, net::AnswerCallback answer) {
            served.desk.take(std::move(frame), std::move(answer));
        },
        {loopback[0].toStdString(), loopback[1].toStdString()});
    const auto bound = server.listen("PLAINTEXT", "localhost", 0);
    QCOMPARE(bound.ok(), !address.isEmpty());
    if (!bound) {
        QVERIFY(bound.error().message.find("localhost") != std::string::npos);
        return;
    }
    QCOMPARE(bound->address, address.toStdString());
    server.start();
    Client client(bound->port, address.constData());
    client.send(text("a"));
    QVERIFY(served.desk.waitFor(1));
    served.desk.answer(0, reply("A"));
    QCOMPARE(client.receive(), text("A"));
}

void TestListenServer::hasNoPortThatIsTakenOnOneAddress()
{
    Served served;
    const auto taken = served.server.listen("PLAINTEXT", "::1", 0);
    if (!taken) {
        QSKIP("this machine has no IPv6");
    }
    const auto refused = served.server.listen("PLAINTEXT", "localhost", taken->port);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, Errc::Busy);
    // Nor is the other address kept.
    QVERIFY(served.server.listen("PLAINTEXT", "127.0.0.1", taken->port).ok());
}

void TestListenServer::outlivesRandomBytes()
{
    Served served;
    QRandomGenerator random(2026);
    for (int i = 0; i < 50; ++i) {
        Client client(served.port);
        Bytes bytes(static_cast<std::size_t>(random.bounded(1, 3000)));
        for (std::byte& byte : bytes) {
            byte = static_cast<std::byte>(random.bounded(256));
        }
        client.sendRaw(bytes);
    }
    Client client(served.port);
    client.send(text("alive"));
    QTRY_VERIFY(served.desk.count() > 0);
}

QTEST_GUILESS_MAIN(TestListenServer)
#include "tst_listenserver.moc"
