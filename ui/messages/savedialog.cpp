// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/savedialog.h"

#include "model/formats/filenames.h"
#include "ui/widgets/themed.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace ottla {

namespace {

QString endingOf(SaveFormat format)
{
    switch (format) {
    case SaveFormat::JsonLines:
        return QStringLiteral(".jsonl");
    case SaveFormat::Csv:
        return QStringLiteral(".csv");
    case SaveFormat::Pretty:
        return QStringLiteral(".txt");
    case SaveFormat::RawFiles:
        break;
    }
    return {};
}

QString aboutOf(SaveFormat format)
{
    switch (format) {
    case SaveFormat::JsonLines:
        return SaveDialog::tr(
            "Everything, byte for byte: Ottla opens it again, and adds it to topics.");
    case SaveFormat::Csv:
        return SaveDialog::tr(
            "A row a message, for spreadsheets and other programs. What is not text is in Base64. "
            "Ottla does not open it again.");
    case SaveFormat::Pretty:
        return SaveDialog::tr("One text to read, laid out as in the detail view.");
    case SaveFormat::RawFiles:
        break;
    }
    return SaveDialog::tr("A new folder with a file a message that holds its value as it is.");
}

// Where the last save went, as long as the program runs.
QString& lastFolder()
{
    static QString folder = [] {
        const QString documents =
            QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
        return QDir(documents).exists() ? documents : QDir::homePath(); // not every home has one
    }();
    return folder;
}

} // namespace

SaveDialog::SaveDialog(const SaveOffer& offer, SaveWhat what, QWidget* parent)
    : QDialog(parent)
    , m_offer(offer)
    , m_what(new QButtonGroup(this))
    , m_matching(new QCheckBox(tr("Only what matches the filter"), this))
    , m_format(new QComboBox(this))
    , m_about(new QLabel(this))
    , m_patternLabel(new QLabel(tr("Names"), this))
    , m_pattern(new QLineEdit(this))
    , m_path(new QLineEdit(this))
    , m_note(new QLabel(this))
    , m_save(new QPushButton(tr("Save"), this))
{
    setObjectName(QStringLiteral("saveDialog"));
    setWindowTitle(tr("Save messages of %1").arg(offer.topic));
    m_matching->setObjectName(QStringLiteral("saveMatching"));
    m_matching->setChecked(true);
    m_format->setObjectName(QStringLiteral("saveFormat"));
    m_format->setAccessibleName(tr("Format"));
    const auto add = [this](const QString& text, SaveFormat format) {
        m_format->addItem(text, static_cast<int>(format));
    };
    add(tr("JSON Lines (lossless)"), SaveFormat::JsonLines);
    add(tr("CSV"), SaveFormat::Csv);
    add(tr("Raw files"), SaveFormat::RawFiles);
    add(tr("Pretty-printed text"), SaveFormat::Pretty);
    m_about->setWordWrap(true);
    setTextRole(m_about, ThemeRole::Muted);
    m_pattern->setObjectName(QStringLiteral("savePattern"));
    m_pattern->setText(QString::fromStdString(SaveOptions().namePattern));
    m_pattern->setToolTip(tr(
        "In place of {topic}, {partition}, {offset}, {timestamp} and {key} stands the message's"));
    m_path->setObjectName(QStringLiteral("savePath"));
    m_path->setAccessibleName(tr("Where to"));
    m_note->setObjectName(QStringLiteral("saveNote"));
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setMinimumHeight(fontMetrics().height());
    m_save->setObjectName(QStringLiteral("saveAccept"));
    makePrimary(m_save);

    auto* browse = new QPushButton(tr("Browse…"), this);
    browse->setObjectName(QStringLiteral("saveBrowse"));
    browse->setAutoDefault(false);
    auto* pathRow = new QHBoxLayout;
    pathRow->setSpacing(8);
    pathRow->addWidget(m_path, 1);
    pathRow->addWidget(browse);
    auto* formatPart = new QVBoxLayout;
    formatPart->setSpacing(4);
    formatPart->addWidget(m_format, 0, Qt::AlignLeft);
    formatPart->addWidget(m_about);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(12);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Messages"), whatPart(what));
    form->addRow(tr("Format"), formatPart);
    form->addRow(m_patternLabel, m_pattern);
    form->addRow(tr("To"), pathRow);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("saveReject"));
    cancel->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_note, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(form);
    layout->addStretch();
    layout->addLayout(buttons);
    resize(620, sizeHint().height());

    connect(m_format, &QComboBox::currentIndexChanged, this, &SaveDialog::formatChanged);
    connect(m_path, &QLineEdit::textEdited, this, &SaveDialog::followEnding);
    connect(m_what, &QButtonGroup::idToggled, this, &SaveDialog::check);
    connect(m_pattern, &QLineEdit::textChanged, this, &SaveDialog::check);
    connect(m_path, &QLineEdit::textChanged, this, &SaveDialog::check);
    connect(browse, &QPushButton::clicked, this, &SaveDialog::browse);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] {
        lastFolder() = QFileInfo(m_path->text()).absolutePath();
        accept();
    });
    m_path->setText(lastFolder() + u'/'
                    + QString::fromStdString(safeFileNamePart(offer.topic.toStdString())));
    formatChanged();
    m_path->setFocus();
}

QWidget* SaveDialog::whatPart(SaveWhat what)
{
    const QLocale locale;
    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    addWhat(SaveWhat::Selected, QStringLiteral("saveSelected"),
            tr("The %1 selected").arg(locale.toString(m_offer.selected)), m_offer.selected > 0,
            layout);
    addWhat(
        SaveWhat::Shown, QStringLiteral("saveShown"),
        (m_offer.filtered ? tr("The %1 that match, of what was read") : tr("All %1 that were read"))
            .arg(locale.toString(m_offer.shown)),
        m_offer.shown > 0, layout);
    addWhat(SaveWhat::AsAsked, QStringLiteral("saveAsAsked"),
            tr("What the bar asks for, read anew into the file"), m_offer.connected, layout);
    addWhat(SaveWhat::Topic, QStringLiteral("saveTopic"),
            tr("All of the topic, from its beginning, read into the file"), m_offer.connected,
            layout);
    auto* indented = new QHBoxLayout;
    indented->addSpacing(24);
    indented->addWidget(m_matching);
    layout->addLayout(indented);
    QAbstractButton* wanted = m_what->button(static_cast<int>(what));
    if (wanted->isEnabled()) {
        wanted->setChecked(true);
    } else if (QAbstractButton* other = m_what->button(
                   static_cast<int>(m_offer.shown > 0 ? SaveWhat::Shown : SaveWhat::Topic))) {
        other->setChecked(true);
    }
    return part;
}

void SaveDialog::addWhat(SaveWhat what, const QString& name, const QString& text, bool possible,
                         QVBoxLayout* layout)
{
    auto* button = new QRadioButton(text, this);
    button->setObjectName(name);
    button->setEnabled(possible);
    m_what->addButton(button, static_cast<int>(what));
    layout->addWidget(button, 0, Qt::AlignLeft);
}

SaveWhat SaveDialog::what() const
{
    return static_cast<SaveWhat>(m_what->checkedId());
}

bool SaveDialog::onlyMatching() const
{
    return m_matching->isVisibleTo(this) && m_matching->isChecked();
}

SaveOptions SaveDialog::options() const
{
    return {.format = static_cast<SaveFormat>(m_format->currentData().toInt()),
            .path = QFile::encodeName(m_path->text()).toStdString(),
            .namePattern = m_pattern->text().toStdString()};
}

void SaveDialog::formatChanged()
{
    const auto format = static_cast<SaveFormat>(m_format->currentData().toInt());
    m_about->setText(aboutOf(format));
    m_pattern->setVisible(format == SaveFormat::RawFiles);
    m_patternLabel->setVisible(format == SaveFormat::RawFiles);
    // The ending follows, as long as it is one of ours.
    QString path = m_path->text();
    for (const auto each : {SaveFormat::JsonLines, SaveFormat::Csv, SaveFormat::Pretty}) {
        if (path.endsWith(endingOf(each))) {
            path.chop(endingOf(each).size());
        }
    }
    m_path->setText(path + endingOf(format));
    check();
}

void SaveDialog::followEnding(const QString& path)
{
    for (const auto each : {SaveFormat::JsonLines, SaveFormat::Csv, SaveFormat::Pretty}) {
        if (path.endsWith(endingOf(each))) {
            m_format->setCurrentIndex(m_format->findData(static_cast<int>(each)));
        }
    }
}

void SaveDialog::check()
{
    m_matching->setVisible(m_offer.filtered
                           && (what() == SaveWhat::AsAsked || what() == SaveWhat::Topic));
    const SaveOptions wanted = options();
    const QFileInfo there(m_path->text());
    const bool folder = wanted.format == SaveFormat::RawFiles;
    QString problem;
    QString note;
    if (m_path->text().isEmpty()) {
        problem = tr("Name a file");
    } else if (!QFileInfo(there.absolutePath()).isDir()) {
        problem = tr("There is no folder %1").arg(QDir::toNativeSeparators(there.absolutePath()));
    } else if (folder && there.exists() && !(there.isDir() && QDir(there.filePath()).isEmpty())) {
        problem = tr("Something of this name is there; the folder has to be a new one");
    } else if (!folder && there.isDir()) {
        problem = tr("A folder of this name is there");
    } else if (!folder && there.exists()) {
        note = tr("The file is there and will be replaced");
    }
    if (const auto pattern = FileNamePattern::parse(wanted.namePattern); folder && !pattern) {
        problem = QString::fromStdString(pattern.error().message);
    }
    setTextRole(m_note, problem.isEmpty() ? ThemeRole::Caution : ThemeRole::Bad);
    m_note->setText(problem.isEmpty() ? note : problem);
    m_save->setText(note.isEmpty() ? tr("Save") : tr("Replace"));
    m_save->setEnabled(problem.isEmpty());
}

void SaveDialog::browse()
{
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save messages"), m_path->text(), tr("All files (*)"),
                                     nullptr, QFileDialog::DontConfirmOverwrite);
    if (!path.isEmpty()) {
        m_path->setText(path);
    }
}

} // namespace ottla
