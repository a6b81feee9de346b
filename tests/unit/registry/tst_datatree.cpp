// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/datatree.h"
#include "registry/paths.h"

#include <QTest>
#include <limits>
#include <map>

using namespace ottla;
using namespace ottla::registry;

namespace {

/// Everything that a client can see of a tree.
std::map<std::string, std::string> describe(const DataTree& tree, const Znode& from)
{
    std::map<std::string, std::string> seen;
    const auto stat = from.wireStat();
    std::string text = from.data;
    wire::jute::JuteWriter write(text);
    write(stat);
    seen[from.path] = text;
    for (const Znode* child : from.children) {
        if (tree.find(child->path) != child || child->parent != &from) {
            seen[child->path] = "is not where it should be";
            continue;
        }
        seen.merge(describe(tree, *child));
    }
    return seen;
}

struct Fixture
{
    AclTable acls;
    DataTree tree{acls};
    std::int64_t zxid = 0;

    Znode& make(const std::string& path, std::string_view data = {}, std::int64_t owner = 0)
    {
        ++zxid;
        return tree.create(*tree.find(parentPath(path)), path, asBytes(data), acls.open(), owner,
                           zxid, 1000 + zxid);
    }
    auto seen() { return describe(tree, *tree.find("/")); }
};

} // namespace

class TestDataTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasTheSystemsNodes();
    void statsAreZooKeepers();
    void countersGoOnBelowZero();
    void tellsWhatGoesByItself();
    void takesBackEverything();
    void snapshotShowsTheMomentItBegan();
    void refusesWhatZooKeeperRefuses_data();
    void refusesWhatZooKeeperRefuses();
};

void TestDataTree::hasTheSystemsNodes()
{
    Fixture f;
    for (const char* path : {"/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"}) {
        QVERIFY2(f.tree.find(path) != nullptr, path);
        QVERIFY(isSystemPath(path));
    }
    QCOMPARE(f.tree.find("/")->wireStat().cversion, -1);
    QCOMPARE(f.tree.find("/zookeeper")->wireStat().cversion, -2);
    QCOMPARE(f.tree.find(""), f.tree.find("/"));
    QCOMPARE(f.tree.nodeCount(), std::size_t{4});
}

void TestDataTree::statsAreZooKeepers()
{
    Fixture f;
    f.make("/a", "xy"); // zxid 1
    f.make("/a/b"); // 2
    f.make("/a/c"); // 3
    f.tree.remove(*f.tree.find("/a/b"), 4);
    f.tree.setData(*f.tree.find("/a"), asBytes("xyz"), 5, 2000);
    f.tree.setAcl(*f.tree.find("/a"), f.acls.intern({{1, {"world", "anyone"}}}));
    const auto stat = f.tree.find("/a")->wireStat();
    const wire::jute::Stat expected{.czxid = 1,
                                    .mzxid = 5,
                                    .ctimeMs = 1001,
                                    .mtimeMs = 2000,
                                    .version = 1,
                                    .cversion = 3, // two made, one deleted
                                    .aversion = 1,
                                    .ephemeralOwner = 0,
                                    .dataLength = 3,
                                    .numChildren = 1,
                                    .pzxid = 4};
    QVERIFY(stat == expected);
    QCOMPARE(f.tree.find("/a")->stat.childrenMade, 2);
    QCOMPARE(DataTree::countBelow(*f.tree.find("/")), std::size_t{5});
}

void TestDataTree::countersGoOnBelowZero()
{
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
    Fixture f;
    f.tree.clear();
    auto old = std::make_unique<Znode>();
    old->path = "/";
    old->acl = f.acls.open();
    old->stat.version = old->stat.childrenMade = old->stat.aversion = most;
    f.tree.put(std::move(old));
    QVERIFY(f.tree.link());
    Znode& root = *f.tree.find("/");
    QCOMPARE(root.wireStat().cversion, -2);
    f.make("/a");
    f.tree.setData(root, {}, 2, 0);
    f.tree.setAcl(root, f.acls.open());
    QCOMPARE(root.stat.childrenMade, least);
    QCOMPARE(root.wireStat().cversion, -1);
    QCOMPARE(root.wireStat().version, least);
    QCOMPARE(root.wireStat().aversion, least);
}

void TestDataTree::tellsWhatGoesByItself()
{
    Fixture f;
    f.make("/s", {}, 77);
    f.make("/c", {}, containerOwner);
    f.make("/t", {}, ttlOwner(5000));
    QCOMPARE(f.tree.ephemeralsOf(77)->size(), std::size_t{1});
    QCOMPARE(f.tree.ephemeralCount(), std::size_t{1});
    QCOMPARE(f.tree.transients().size(), std::size_t{2});
    QCOMPARE(ttlOf(f.tree.find("/t")->stat.ephemeralOwner), std::int64_t{5000});
    for (const char* path : {"/s", "/c", "/t"}) {
        f.tree.remove(*f.tree.find(path), ++f.zxid);
    }
    QVERIFY(f.tree.ephemeralsOf(77) == nullptr);
    QVERIFY(f.tree.transients().empty());
}

void TestDataTree::takesBackEverything()
{
    Fixture f;
    f.make("/a", "one");
    f.make("/a/b", "two", 77);
    f.make("/d");
    const auto before = f.seen();
    const std::size_t bytes = f.tree.dataBytes();
    f.tree.beginUndo();
    f.tree.setData(*f.tree.find("/a"), asBytes("changed"), 9, 9);
    f.make("/a/c", "new");
    f.tree.remove(*f.tree.find("/a/b"), 9);
    f.make("/a/b", "again");
    f.tree.remove(*f.tree.find("/a/c"), 9);
    f.tree.remove(*f.tree.find("/d"), 9);
    f.tree.setData(*f.tree.find("/a"), {}, 9, 9);
    f.tree.rollback();
    QVERIFY(f.seen() == before);
    QCOMPARE(f.tree.dataBytes(), bytes);
    QCOMPARE(f.tree.ephemeralsOf(77)->size(), std::size_t{1});
}

void TestDataTree::snapshotShowsTheMomentItBegan()
{
    Fixture f;
    for (int i = 0; i < 100; ++i) {
        f.make("/n" + std::to_string(i), "old");
    }
    std::map<std::string, std::string> expected;
    for (const auto& [path, text] : f.seen()) {
        expected[path] = f.tree.find(path)->data;
    }
    std::map<std::string, std::string> seen;
    int doubles = 0;
    f.tree.beginSnapshot(
        [&](const Znode& node) { doubles += seen.emplace(node.path, node.data).second ? 0 : 1; });
    for (int i = 0; !f.tree.walkSnapshot(7); ++i) {
        f.tree.setData(*f.tree.find("/n" + std::to_string(99 - i)), asBytes("new"), ++f.zxid, 5);
        f.tree.remove(*f.tree.find("/n" + std::to_string(50 + i)), ++f.zxid);
        f.make("/new" + std::to_string(i), "new");
        f.tree.beginUndo();
        f.tree.remove(*f.tree.find("/n" + std::to_string(20 + i)), ++f.zxid);
        f.tree.rollback();
    }
    QCOMPARE(doubles, 0);
    QVERIFY(seen == expected);
}

void TestDataTree::refusesWhatZooKeeperRefuses_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("valid");
    for (const char* path : {"/", "/a", "/a/b", "/a b", "/.a", "/a.", "/...", "/a/..b", "/zoë",
                             "/日本", "/a/\xef\xbf\xaf" /* U+FFEF */}) {
        QTest::newRow(path) << QByteArray(path) << true;
    }
    for (const char* path :
         {"", "a", "/a/", "//", "/a//b", "/.", "/..", "/a/./b", "/a/..", "/a\tb", "/a\x7f",
          "/a\xc2\x9f", "/a\xee\x80\x80" /* U+E000 */, "/a\xef\xbf\xb0" /* U+FFF0 */,
          "/a\xf0\x9f\x98\x80" /* beyond U+FFFF */, "/a\xff", "/a\xe6\x97"}) {
        QTest::newRow(path) << QByteArray(path) << false;
    }
    QTest::newRow("null inside") << QByteArray("/a\0b", 4) << false;
}

void TestDataTree::refusesWhatZooKeeperRefuses()
{
    QFETCH(QByteArray, path);
    QFETCH(bool, valid);
    QCOMPARE(isValidPath(path.toStdString()), valid);
}

QTEST_APPLESS_MAIN(TestDataTree)
#include "tst_datatree.moc"
