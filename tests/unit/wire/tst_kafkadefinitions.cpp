// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/kafka/consumerprotocol.h"
#include "wire/kafka/groupmetadata.h"
#include "wire/kafka/messages.h"
#include "wire/schemalister.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QTest>
#include <map>

using namespace ottla;
using wire::FieldSchema;
using wire::VersionRange;

namespace {

struct Description
{
    wire::ApiInfo api;
    std::vector<FieldSchema> fields;
};

/// One of Apache Kafka's definitions of a message.
struct Definition
{
    QJsonObject message;
    QMap<QString, QJsonArray> structs; ///< Those that several fields share.
};

/// "2+", "1-4", "3" or "none".
VersionRange parseRange(const QString& text)
{
    VersionRange range{.first = 1, .last = 0};
    if (text.isEmpty() || text == u"none") {
        return range;
    }
    const QStringList parts = text.split(u'-');
    range.first = QString(parts.first()).remove(u'+').toShort();
    range.last = text.endsWith(u'+') ? wire::neverFlexible : parts.last().toShort();
    return range;
}

QString lowerFirst(QString name)
{
    name[0] = name[0].toLower();
    return name;
}

QString fallbackOf(const QJsonObject& field)
{
    const QString type = field[u"type"].toString();
    const QJsonValue given = field[u"default"];
    if (given.isString()) {
        bool isHex = false;
        const int number =
            given.toString().startsWith(u"0x") ? given.toString().toInt(&isHex, 16) : 0;
        return isHex ? QString::number(number) : given.toString();
    }
    if (!given.isUndefined()) {
        return given.toVariant().toString();
    }
    return type.startsWith(u"int") ? QStringLiteral("0")
        : type == u"bool"          ? QStringLiteral("false")
                                   : QString();
}

QJsonArray fieldsOf(const QJsonObject& field, const Definition& definition)
{
    const QString type = field[u"type"].toString().remove(QStringLiteral("[]"));
    return definition.structs.value(type, field[u"fields"].toArray());
}

/// The layout of one version, a line a field: those in order first, then the tagged ones.
void layout(QStringList& lines, const QString& path, const QJsonArray& fields,
            const Definition& definition, std::int16_t version)
{
    QMap<int, QJsonObject> tagged;
    const auto line = [&](const QJsonObject& field, const QString& tag) {
        const QString name = path + lowerFirst(field[u"name"].toString());
        const bool isNull = parseRange(field[u"nullableVersions"].toString()).contains(version);
        lines << name % u' ' % field[u"type"].toString() % (isNull ? u" nullable" : u"") % tag
                % u" = " % fallbackOf(field);
        layout(lines, name % u'.', fieldsOf(field, definition), definition, version);
    };
    for (const QJsonValue& value : fields) {
        const QJsonObject field = value.toObject();
        if (!parseRange(field[u"versions"].toString()).contains(version)) {
            continue;
        }
        if (parseRange(field[u"taggedVersions"].toString()).contains(version)) {
            tagged.insert(field[u"tag"].toInt(), field);
        } else {
            line(field, {});
        }
    }
    for (auto at = tagged.begin(); at != tagged.end(); ++at) {
        line(at.value(), u" tag " % QString::number(at.key()));
    }
}

void layout(QStringList& lines, const QString& path, const std::vector<FieldSchema>& fields,
            std::int16_t version)
{
    for (const FieldSchema& field : fields) {
        if (!field.spec.versions.contains(version)) {
            continue;
        }
        const QString name = path + QString::fromStdString(field.name);
        lines << name % u' ' % QString::fromStdString(field.type)
                % (field.isNullableIn(version) ? u" nullable" : u"")
                % (field.tag ? u" tag " % QString::number(*field.tag) : QString()) % u" = "
                % QString::fromStdString(field.fallback);
        layout(lines, name % u'.', field.fields, version);
    }
}

/// Whether a value may be lost, of every field that some version lacks.
void ignorables(QMap<QString, bool>& found, const QString& path, const QJsonArray& fields,
                const Definition& definition)
{
    for (const QJsonValue& value : fields) {
        const QJsonObject field = value.toObject();
        const QString name = path + lowerFirst(field[u"name"].toString());
        if (!found.contains(name)) {
            found[name] = field[u"ignorable"].toBool();
        }
        ignorables(found, name % u'.', fieldsOf(field, definition), definition);
    }
}

void checkIgnorables(QStringList& wrong, const QMap<QString, bool>& expected, const QString& path,
                     const std::vector<FieldSchema>& fields, const VersionRange& parent)
{
    for (const FieldSchema& field : fields) {
        const QString name = path + QString::fromStdString(field.name);
        const VersionRange& own = field.spec.versions;
        const bool isInAll = own.first <= parent.first && own.last >= parent.last;
        if (!isInAll && expected.value(name) != field.spec.canBeDropped) {
            wrong << name % (expected.value(name) ? u" is ignorable" : u" is not ignorable");
        }
        if (!field.startsAsFallback) {
            wrong << name % u" starts with a value that is not its default";
        }
        checkIgnorables(wrong, expected, name % u'.', field.fields,
                        {std::max(own.first, parent.first), std::min(own.last, parent.last)});
    }
}

} // namespace

/// Holds every description against Apache Kafka's own definitions. Those are not part of this
/// project: configure with -DKAFKA_MESSAGES=DIR, where DIR has the folders messages-3.9,
/// messages-4.4 and records-4.4.
class TestKafkaDefinitions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void describesEveryVersion_data();
    void describesEveryVersion();

private:
    template <typename Message>
    void add()
    {
        m_descriptions[QString::fromStdString(wire::typeName<Message>())] = {
            Message::api, wire::SchemaLister::list<Message>()};
    }
    static QList<Definition> definitions(const QString& name);

    std::map<QString, Description> m_descriptions;
};

void TestKafkaDefinitions::initTestCase()
{
    if (QStringLiteral(KAFKA_MESSAGES).isEmpty()) {
        QSKIP("NOT COMPARED with Apache Kafka's definitions: configure with -DKAFKA_MESSAGES=DIR");
    }
    const auto each = [this]<typename Message>(std::type_identity<Message>) {
        add<Message>();
    };
    wire::forEachRequest(each);
    wire::forEachResponse(each);
    add<wire::OffsetCommitKey>();
    add<wire::OffsetCommitValue>();
    add<wire::LegacyOffsetCommitKey>();
    add<wire::LegacyOffsetCommitValue>();
    add<wire::GroupMetadataKey>();
    add<wire::GroupMetadataValue>();
    add<wire::ConsumerProtocolSubscription>();
    add<wire::ConsumerProtocolAssignment>();
}

/// The newest first.
QList<Definition> TestKafkaDefinitions::definitions(const QString& name)
{
    QList<Definition> found;
    for (const char* folder : {"messages-4.4", "records-4.4", "messages-3.9"}) {
        QFile file(QStringLiteral(KAFKA_MESSAGES "/%1/%2.json").arg(QLatin1String(folder), name));
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        QByteArray json;
        while (!file.atEnd()) {
            const QByteArray line = file.readLine();
            if (!line.trimmed().startsWith("//")) {
                json += line;
            }
        }
        Definition definition;
        definition.message = QJsonDocument::fromJson(json).object();
        const QJsonArray shared = definition.message[u"commonStructs"].toArray();
        for (const QJsonValue& value : shared) {
            definition.structs[value[u"name"].toString()] = value[u"fields"].toArray();
        }
        found << definition;
    }
    return found;
}

void TestKafkaDefinitions::describesEveryVersion_data()
{
    QTest::addColumn<QString>("name");
    for (const auto& [name, description] : m_descriptions) {
        QTest::newRow(qPrintable(name)) << name;
    }
}

void TestKafkaDefinitions::describesEveryVersion()
{
    QFETCH(QString, name);
    const Description& ours = m_descriptions.at(name);
    const QList<Definition> theirs = definitions(name);
    QVERIFY(!theirs.isEmpty());

    VersionRange all{.first = wire::neverFlexible, .last = 0};
    QMap<QString, bool> ignorable;
    for (const Definition& definition : theirs) {
        const QJsonObject& message = definition.message;
        const VersionRange valid = parseRange(message[u"validVersions"].toString());
        all = {std::min(all.first, valid.first), std::max(all.last, valid.last)};
        const VersionRange flexible = parseRange(message[u"flexibleVersions"].toString());
        QCOMPARE(ours.api.flexibleFrom,
                 flexible.first > flexible.last ? wire::neverFlexible : flexible.first);
        if (const QString type = message[u"type"].toString();
            type == u"request" || type == u"response") {
            QCOMPARE(int{ours.api.key}, message[u"apiKey"].toInt());
        }
        for (std::int16_t version = valid.first; version <= valid.last; ++version) {
            QStringList expected;
            QStringList actual;
            layout(expected, {}, message[u"fields"].toArray(), definition, version);
            layout(actual, {}, ours.fields, version);
            for (qsizetype i = 0; i < std::min(expected.size(), actual.size()); ++i) {
                QVERIFY2(actual[i] == expected[i],
                         qPrintable(QStringLiteral("v%1: %2 should be %3")
                                        .arg(version)
                                        .arg(actual[i], expected[i])));
            }
            QCOMPARE(actual.size(), expected.size());
        }
        ignorables(ignorable, {}, message[u"fields"].toArray(), definition);
    }
    QCOMPARE(ours.api.versions.first, all.first);
    QCOMPARE(ours.api.versions.last, all.last);

    QStringList wrong;
    checkIgnorables(wrong, ignorable, {}, ours.fields, all);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

QTEST_APPLESS_MAIN(TestKafkaDefinitions)
#include "tst_kafkadefinitions.moc"
