// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/commandline.h"
#include "app/startup/singleinstance.h"
#include "model/formats/savedmessages.h"
#include "person.h"
#include "support/picture.h"
#include "ui/messages/messagetable.h"
#include "ui/shell/theme.h"

#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTimer>
#include <QUrl>

using namespace ottla;
using namespace ottla::test;

namespace {

constexpr int patience = 30'000;

QString textOf(const char* name)
{
    auto* label = visible<QLabel>(name);
    return label == nullptr ? QString() : label->text();
}

} // namespace

/// Opening files of saved messages as a person does: by the command line, from the menu, by
/// dropping them. Pictures go to the folder OTTLA_SCREENS, where that is set.
class TestOpenFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        applyTheme(*qApp, ThemeChoice::Light);
        m_folder = std::make_unique<QTemporaryDir>();
        m_session = std::make_unique<Session>(m_folder->filePath(QStringLiteral("profile")));
        QVERIFY(QTest::qWaitForWindowActive(&m_session->window()));
    }
    void cleanup()
    {
        m_session.reset();
        m_folder.reset();
    }

    void takesFilesFromTheCommandLine()
    {
        const auto line = parseCommandLine(
            {QStringLiteral("ottla"), QStringLiteral("a.jsonl"), QStringLiteral("b c.jsonl")});
        QVERIFY(line.ok());
        const QStringList files{QStringLiteral("a.jsonl"), QStringLiteral("b c.jsonl")};
        QCOMPARE(line->files, files);
    }

    void handsFilesToTheOneThatRuns()
    {
        SingleInstance first(m_folder->path());
        QVERIFY(first.claim({}));
        QSignalSpy raised(&first, &SingleInstance::raiseRequested);
        QSignalSpy opened(&first, &SingleInstance::openRequested);
        SingleInstance second(m_folder->path());
        QVERIFY(!second.claim({QStringLiteral("ä b.jsonl"), QStringLiteral("/x/y.jsonl")}));
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(raised.size(), 1);
        const QStringList files{QDir::current().absoluteFilePath(QStringLiteral("ä b.jsonl")),
                                QStringLiteral("/x/y.jsonl")};
        QCOMPARE(opened[0][0].toStringList(), files);
        SingleInstance third(m_folder->path());
        QVERIFY(!third.claim({}));
        QTRY_COMPARE(raised.size(), 2);
        QCOMPARE(opened.size(), 1);
    }

    void opensFromTheMenu()
    {
        const QString path = save("orders.jsonl", 3);
        QTimer answer; // once the dialog is there
        connect(&answer, &QTimer::timeout, this, [&path, &answer] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            if (dialog != nullptr && dialog->isVisible()) {
                answer.stop();
                auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
                name->setText(path);
                QTest::keyClick(name, Qt::Key_Return);
            }
        });
        answer.start(10);
        QTest::keyClick(&m_session->window(), Qt::Key_O, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        QTRY_COMPARE(textOf("messagesStatus"),
                     QStringLiteral("All 3 messages of orders.jsonl are loaded"));
    }

    // Whatever lies under the mouse: much of the window takes text that is dropped on it.
    void opensWhatIsDroppedAnywhere()
    {
        drop(&m_session->window(), save("first.jsonl", 2));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, patience);
        int count = 2;
        for (const char* name : {"messagesTable", "valueView", "filterLine", "clusterTree",
                                 "messagesStatus", "detailTabs"}) {
            QWidget* target = visible(name);
            QVERIFY2(target, name);
            const QString file = QString::number(++count) + QStringLiteral(".jsonl");
            drop(target, save(qPrintable(file), count));
            QTRY_COMPARE_WITH_TIMEOUT(rows(), count, patience);
            auto* filter = visible<QLineEdit>("filterLine");
            QCOMPARE(filter->text(), QString());
        }
    }

    void saysWhereAFileIsBroken()
    {
        const QString path = save("torn.jsonl", 2);
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"topic\": \"orders\", \"part");
        file.close();
        drop(&m_session->window(), path);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, patience);
        QTRY_VERIFY(textOf("messagesProblem").contains(QStringLiteral("torn.jsonl, line 4")));
        QVERIFY2(textOf("messagesProblem").contains(QStringLiteral("not a JSON object")),
                 qPrintable(textOf("messagesProblem")));
        shoot(QStringLiteral("broken"));
    }

    void saysWhatCannotBeOpened_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QStringLiteral("empty.jsonl") << QByteArray()
                               << QStringLiteral("The file is empty");
        QTest::newRow("of another kind")
            << QStringLiteral("notes.txt") << QByteArray("Dear Ottla\n")
            << QStringLiteral("not a JSON object");
        QTest::newRow("other JSON") << QStringLiteral("other.jsonl") << QByteArray("{\"a\":1}\n")
                                    << QStringLiteral("These are not messages saved by Ottla");
        QTest::newRow("a newer format")
            << QStringLiteral("newer.jsonl") << QByteArray("{\"ottla\":2}\n")
            << QStringLiteral("saved in format 2");
        QTest::newRow("a folder") << QStringLiteral(".") << QByteArray()
                                  << QStringLiteral("folder");
        QTest::newRow("nothing") << QStringLiteral("gone.jsonl") << QByteArray()
                                 << QStringLiteral("cannot be opened");
    }
    void saysWhatCannotBeOpened()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const QString path = m_folder->filePath(name);
        if (name != QStringLiteral(".") && name != QStringLiteral("gone.jsonl")) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
        }
        drop(&m_session->window(), path);
        QTRY_VERIFY_WITH_TIMEOUT(visible("failedState"), patience);
        const auto said = [] {
            QStringList texts;
            for (const QLabel* label : visible("failedState")->findChildren<QLabel*>()) {
                texts << label->text();
            }
            return texts.join(u'\n');
        };
        QVERIFY2(said().contains(says), qPrintable(said()));
        if (!content.isEmpty()) {
            QVERIFY2(said().contains(QStringLiteral("line 1")), qPrintable(said()));
        }
        shoot(QLatin1String(QTest::currentDataTag()));
    }

    void saysThatAFileHoldsNoMessage()
    {
        drop(&m_session->window(), save("none.jsonl", 0));
        QTRY_VERIFY_WITH_TIMEOUT(visible("emptyState"), patience);
        QCOMPARE(textOf("messagesStatus"),
                 QStringLiteral("All 0 messages of none.jsonl are loaded"));
        QVERIFY(!visible("addFirstMessage"));
        QVERIFY(!visible("copyKcat"));
        shoot(QStringLiteral("no-message"));
    }

private:
    QString save(const char* name, int count)
    {
        std::string text = SavedMessagesWriter::firstLine();
        for (int i = 0; i < count; ++i) {
            SavedMessagesWriter::append(text,
                                        {.topic = "orders", .offset = i, .value = "{\"a\": 1}"});
        }
        const QString path = m_folder->filePath(QLatin1String(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)
            || file.write(text.data(), static_cast<qsizetype>(text.size())) < 0) {
            qFatal("the file cannot be written");
        }
        return path;
    }
    // As the window system does: to the innermost widget under the mouse.
    void drop(QWidget* onto, const QString& path)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QWidget* target = onto;
        QPoint at = onto->rect().center();
        for (QWidget* inner = onto; inner != nullptr; inner = target->childAt(at)) {
            at = inner->mapFrom(target, at);
            target = inner;
        }
        QDragEnterEvent enter(at, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(target, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(at, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(target, &drop);
        QVERIFY(drop.isAccepted());
    }
    static int rows()
    {
        auto* table = visible<MessageTable>("messagesTable");
        return table == nullptr ? -1 : table->model()->rowCount();
    }
    void shoot(const QString& name)
    {
        test::savePictures(m_session->window(), QStringLiteral("open-%1").arg(name));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
};

QTEST_MAIN(TestOpenFiles)
#include "tst_openfiles.moc"
