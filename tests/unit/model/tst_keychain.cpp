// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/connections/secretstore.h"
#include "support/foreigntool.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace ottla;
using Keeping = SecretStore::Keeping;

/// Passwords in a real secret service, GNOME's keyring on a session bus of the test's own; and
/// without one.
class TestKeychain : public QObject
{
    Q_OBJECT

private:
    static constexpr int patienceMs = 30'000;

    QTemporaryDir m_folder;
    QProcess m_bus;
    QProcess m_keyring;

    static bool has(const char* program)
    {
        return !QStandardPaths::findExecutable(QLatin1String(program)).isEmpty();
    }
    /// A bus that starts no service by itself.
    bool startBus()
    {
        QFile config(m_folder.filePath(QStringLiteral("bus.conf")));
        if (!config.open(QIODevice::WriteOnly)) {
            return false;
        }
        config.write(
            "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>"
            "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
            "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
        config.close();
        m_bus.start(QStringLiteral("dbus-daemon"),
                    {QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                     QStringLiteral("--config-file=") + config.fileName()});
        if (!m_bus.waitForReadyRead(patienceMs)) {
            return false;
        }
        return qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
    }
    bool startKeyring()
    {
        m_keyring.start(QStringLiteral("gnome-keyring-daemon"),
                        {QStringLiteral("--foreground"), QStringLiteral("--unlock"),
                         QStringLiteral("--components=secrets")});
        if (!m_keyring.waitForStarted(patienceMs)) {
            return false;
        }
        m_keyring.write("of the test's keyring");
        m_keyring.closeWriteChannel();
        return true;
    }
    static std::optional<Keeping> written(SecretStore& store, const QString& secret)
    {
        std::optional<Keeping> kept;
        store.write(&store, QStringLiteral("id/sasl.password"), secret,
                    [&](Keeping how) { kept = how; });
        (void)QTest::qWaitFor([&] { return kept.has_value(); }, patienceMs);
        return kept;
    }
    static std::optional<Result<QString>> found(SecretStore& store)
    {
        std::optional<Result<QString>> secret;
        store.read(&store, QStringLiteral("id/sasl.password"),
                   [&](const Result<QString>& answer) { secret = answer; });
        (void)QTest::qWaitFor([&] { return secret.has_value(); }, patienceMs);
        return secret;
    }

private Q_SLOTS:
    void initTestCase()
    {
        OTTLA_NEED_TOOL(QStringLiteral("dbus-daemon"), has("dbus-daemon"));
        OTTLA_NEED_TOOL(QStringLiteral("gnome-keyring"), has("gnome-keyring-daemon"));
        qputenv("XDG_DATA_HOME", m_folder.path().toUtf8());
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
        QVERIFY2(startBus(), m_bus.readAllStandardError().constData());
    }
    void cleanupTestCase()
    {
        for (QProcess* process : {&m_keyring, &m_bus}) {
            process->kill();
            process->waitForFinished(patienceMs);
        }
    }

    // The first test, while there is no service on the bus.
    void keepsASecretForTheSessionWithoutAService()
    {
        SecretStore store(Keeping::Keychain);
        QCOMPARE(written(store, QStringLiteral("hunter2")), std::optional(Keeping::Session));
        QCOMPARE(found(store)->value(), QStringLiteral("hunter2"));
        SecretStore next(Keeping::Keychain);
        const auto answer = found(next);
        QVERIFY(answer && !answer->ok());
        QCOMPARE(answer->error().code, Errc::NotFound);
    }

    void keepsASecretBetweenRunsInTheKeychain()
    {
        QVERIFY(startKeyring());
        SecretStore store(Keeping::Keychain);
        QTRY_VERIFY_WITH_TIMEOUT(written(store, QStringLiteral("hunter2"))
                                     == std::optional(Keeping::Keychain),
                                 patienceMs);
        {
            SecretStore next(Keeping::Keychain);
            const auto answer = found(next);
            QVERIFY(answer && answer->ok());
            QCOMPARE(answer->value(), QStringLiteral("hunter2"));
        }
        store.remove(QStringLiteral("id/sasl.password"));
        const auto gone = [] {
            SecretStore later(Keeping::Keychain);
            const auto answer = found(later);
            return answer && !answer->ok();
        };
        QTRY_VERIFY_WITH_TIMEOUT(gone(), patienceMs);
    }
};

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
