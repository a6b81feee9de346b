// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/jute/records.h"

#include <QTest>

using namespace ottla;
using namespace ottla::wire::jute;

namespace {

template <typename Record>
std::string encode(const Record& record)
{
    std::string bytes;
    JuteWriter write(bytes);
    write(record);
    return bytes;
}

/// The record decodes, encodes to the same bytes, and no beginning of them decodes.
template <typename Record>
void checkRecord(const Record& record)
{
    const std::string bytes = encode(record);
    const auto decoded = decode<Record>(asBytes(bytes));
    QVERIFY(decoded.has_value());
    QCOMPARE(encode(*decoded), bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const std::string cut = bytes.substr(0, size);
        QVERIFY2(!decode<Record>(asBytes(cut)), std::to_string(size).c_str());
    }
}

} // namespace

class TestJute : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsRoundTripAndTruncationIsRefused();
    void wireFormatIsZooKeepers();
    void nullAndEmptyAreKeptApart();
    void liesAboutLengthsAreRefused();
};

void TestJute::recordsRoundTripAndTruncationIsRefused()
{
    const Buffer data = asBytes("some data");
    const std::vector<Acl> acl{{31, {"world", "anyone"}}, {1, {"digest", "u:h"}}};
    checkRecord(ConnectRequest{0, 7, 10'000, 5, asBytes("0123456789abcdef")});
    checkRecord(ConnectResponse{0, 10'000, 5, asBytes("0123456789abcdef")});
    checkRecord(RequestHeader{1, 2});
    checkRecord(ReplyHeader{1, 2, -101});
    checkRecord(MultiHeader{14, true, -1});
    checkRecord(AuthPacket{0, "digest", data});
    checkRecord(CreateRequest{"/a", data, acl, 3});
    checkRecord(CreateTtlRequest{{"/a", data, acl, 5}, 1000});
    checkRecord(SetDataRequest{"/a", data, -1});
    checkRecord(SetAclRequest{"/a", acl, 2});
    checkRecord(PathRequest{"/a"});
    checkRecord(PathWatchRequest{"/a", true});
    checkRecord(PathNumberRequest{"/a", 9});
    checkRecord(SetWatchesRequest{1, {"/a", "/b"}, {}, {"/c"}});
    checkRecord(SetWatches2Request{{1, {"/a"}, {"/b"}, {"/c"}}, {"/d"}, {"/e", "/f"}});
    checkRecord(WatcherEvent{1, 3, "/a"});
    checkRecord(Stat{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
}

void TestJute::wireFormatIsZooKeepers()
{
    using namespace std::string_view_literals;
    QCOMPARE(encode(PathWatchRequest{"/ab", true}), std::string("\0\0\0\3/ab\1"sv));
    QCOMPARE(encode(ReplyHeader{-2, 258, -101}),
             std::string("\xff\xff\xff\xfe\0\0\0\0\0\0\1\2\xff\xff\xff\x9b"sv));
    QCOMPARE(encode(Acl{31, {"ip", "x"}}), std::string("\0\0\0\x1f\0\0\0\2ip\0\0\0\1x"sv));
    QCOMPARE(encode(SetDataRequest{"/", Buffer(), -1}),
             std::string("\0\0\0\1/\xff\xff\xff\xff\xff\xff\xff\xff"sv));
}

void TestJute::nullAndEmptyAreKeptApart()
{
    const std::string null = encode(SetDataRequest{"/", Buffer(), 0});
    const std::string empty = encode(SetDataRequest{"/", asBytes(""), 0});
    QVERIFY(null != empty);
    QVERIFY(!decode<SetDataRequest>(asBytes(null))->data.has_value());
    QVERIFY(decode<SetDataRequest>(asBytes(empty))->data.has_value());
    // A null vector or string, which clients send, is an empty one.
    using namespace std::string_view_literals;
    const auto watches = decode<SetWatchesRequest>(
        asBytes("\0\0\0\0\0\0\0\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"sv));
    QVERIFY(watches.has_value());
    QVERIFY(watches->data.empty());
    QVERIFY(decode<PathRequest>(asBytes("\xff\xff\xff\xff"sv)).has_value());
}

void TestJute::liesAboutLengthsAreRefused()
{
    using namespace std::string_view_literals;
    QVERIFY(!decode<PathRequest>(asBytes("\x7f\xff\xff\xff/abc"sv)));
    QVERIFY(!decode<PathRequest>(asBytes("\xff\xff\xff\xfe/abc"sv)));
    QVERIFY(!decode<PathRequest>(asBytes("\x80\0\0\0/abc"sv)));
    const std::string header(8, '\0');
    for (const std::string_view count : {"\x7f\xff\xff\xff"sv, "\x80\0\0\0"sv, "\0\0\0\7"sv}) {
        QVERIFY(!decode<SetWatchesRequest>(asBytes(header + std::string(count) + header)));
    }
}

QTEST_APPLESS_MAIN(TestJute)
#include "tst_jute.moc"
