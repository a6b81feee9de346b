// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connectiondialog.h"

#include "model/async/background.h"
#include "model/client/client.h"
#include "model/schemas/schemaregistry.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ottla {

namespace {

enum Column
{
    NameColumn,
    ValueColumn,
    ColumnCount
};

/// Shows and edits the values of secret properties as dots.
class SecretDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override
    {
        QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
        if (auto* line = qobject_cast<QLineEdit*>(editor); line != nullptr && isSecret(index)) {
            line->setEchoMode(QLineEdit::Password);
        }
        return editor;
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (isSecret(index)) {
            option->text = option->text.isEmpty() ? tr("kept in the keychain")
                                                  : QString(option->text.size(), QChar(0x2022));
        }
    }

private:
    static bool isSecret(const QModelIndex& index)
    {
        return index.column() == ValueColumn
            && Connection::isSecret(index.siblingAtColumn(NameColumn).data().toString());
    }
};

} // namespace

ConnectionDialog::ConnectionDialog(ConnectionStore& store, const Connection& connection,
                                   QWidget* parent)
    : QDialog(parent)
    , m_store(store)
    , m_original(connection)
    , m_colour(connection.colour)
    , m_name(new QLineEdit(connection.name, this))
    , m_servers(new QLineEdit(connection.bootstrapServers, this))
    , m_schemaRegistry(new QLineEdit(connection.schemaRegistry, this))
    , m_schemaUser(new QLineEdit(connection.schemaRegistryUser, this))
    , m_schemaSecret(new QLineEdit(this))
    , m_registry(new QLineEdit(connection.registry, this))
    , m_properties(new QTableWidget(0, ColumnCount, this))
    , m_colourButton(new QPushButton(tr("Choose…"), this))
    , m_readOnly(new QCheckBox(tr("Read-only: refuse every change"), this))
    , m_production(new QCheckBox(tr("Production: ask for names before deleting"), this))
    , m_test(new QPushButton(tr("Test"), this))
    , m_save(nullptr)
    , m_result(new QLabel(this))
{
    setWindowTitle(connection.id.isEmpty() ? tr("Add connection") : tr("Edit connection"));
    m_name->setObjectName(QStringLiteral("connectionName"));
    m_servers->setObjectName(QStringLiteral("bootstrapServers"));
    m_servers->setPlaceholderText(QStringLiteral("host:9092, host2:9092"));
    m_registry->setObjectName(QStringLiteral("zookeeperAddress"));
    m_registry->setPlaceholderText(tr("host:2181/chroot, to look at its znodes; may stay empty"));
    m_properties->setObjectName(QStringLiteral("connectionProperties"));
    m_readOnly->setObjectName(QStringLiteral("readOnly"));
    m_production->setObjectName(QStringLiteral("production"));
    m_test->setObjectName(QStringLiteral("testConnection"));
    m_result->setObjectName(QStringLiteral("testResult"));
    m_readOnly->setChecked(connection.readOnly);
    m_production->setChecked(connection.production);
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);

    m_properties->setHorizontalHeaderLabels({tr("Property"), tr("Value")});
    m_properties->setItemDelegate(new SecretDelegate(m_properties));
    m_properties->horizontalHeader()->setStretchLastSection(true);
    m_properties->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_properties->setColumnWidth(NameColumn, 200);
    m_properties->setWordWrap(false);
    m_properties->verticalHeader()->hide();
    m_properties->verticalHeader()->setDefaultSectionSize(24);
    m_properties->setMinimumHeight(120);
    for (const auto& [name, value] : connection.properties) {
        addProperty(name, value);
    }
    auto* more = new QPushButton(tr("Add property"), this);
    more->setObjectName(QStringLiteral("addProperty"));
    auto* less = new QPushButton(tr("Remove property"), this);
    less->setObjectName(QStringLiteral("removeProperty"));
    connect(more, &QPushButton::clicked, this, [this] {
        addProperty({}, {});
        m_properties->setCurrentCell(m_properties->rowCount() - 1, NameColumn);
        m_properties->editItem(m_properties->currentItem());
    });
    connect(less, &QPushButton::clicked, this,
            [this] { m_properties->removeRow(m_properties->currentRow()); });
    connect(m_colourButton, &QPushButton::clicked, this, &ConnectionDialog::chooseColour);

    auto* propertyButtons = new QHBoxLayout;
    propertyButtons->addWidget(more);
    propertyButtons->addWidget(less);
    propertyButtons->addStretch();
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Bootstrap servers"), m_servers);
    form->addRow(tr("&ZooKeeper"), m_registry);
    form->addRow(tr("&Properties"), m_properties);
    form->addRow(QString(), propertyButtons);
    auto* note = new QLabel(tr("Any of librdkafka's, such as security.protocol, ssl.ca.location, "
                               "sasl.username. Passwords are kept in the desktop's keychain."),
                            this);
    note->setWordWrap(true);
    setTextRole(note, ThemeRole::Muted);
    form->addRow(QString(), note);
    form->addRow(tr("&Schema registry"), m_schemaRegistry);
    form->addRow(QString(), schemaRegistryRow());
    form->addRow(tr("&Colour"), m_colourButton);
    form->addRow(QString(), m_readOnly);
    form->addRow(QString(), m_production);

    auto* box = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = box->button(QDialogButtonBox::Save);
    m_save->setObjectName(QStringLiteral("saveConnection"));
    makePrimary(m_save);
    box->addButton(m_test, QDialogButtonBox::ActionRole);
    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDialog::test);
    connect(m_name, &QLineEdit::textChanged, this, &ConnectionDialog::validate);
    connect(m_servers, &QLineEdit::textChanged, this, &ConnectionDialog::validate);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(m_result);
    layout->addWidget(box);
    resize(620, 560);
    grow();
    validate();
}

QLayout* ConnectionDialog::schemaRegistryRow()
{
    m_schemaRegistry->setObjectName(QStringLiteral("schemaRegistry"));
    m_schemaRegistry->setPlaceholderText(tr("https://host:8081, if there is one"));
    m_schemaUser->setObjectName(QStringLiteral("schemaRegistryUser"));
    m_schemaUser->setPlaceholderText(tr("User"));
    m_schemaUser->setAccessibleName(tr("User of the schema registry"));
    m_schemaSecret->setObjectName(QStringLiteral("schemaRegistrySecret"));
    m_schemaSecret->setAccessibleName(tr("Password or token of the schema registry"));
    m_schemaSecret->setEchoMode(QLineEdit::Password);
    m_schemaSecret->setPlaceholderText(m_original.schemaRegistry.isEmpty()
                                           ? tr("Password, or a token without a user")
                                           : tr("Kept in the keychain, if there is one"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_schemaUser);
    row->addWidget(m_schemaSecret);
    return row;
}

void ConnectionDialog::addProperty(const QString& name, const QString& value)
{
    const int row = m_properties->rowCount();
    m_properties->insertRow(row);
    m_properties->setItem(row, NameColumn, new QTableWidgetItem(name));
    m_properties->setItem(row, ValueColumn, new QTableWidgetItem(value));
}

void ConnectionDialog::chooseColour()
{
    const QColor chosen = QColorDialog::getColor(m_colour, this, tr("Colour of the connection"));
    if (chosen.isValid()) {
        m_colour = chosen;
        m_colourButton->setText(chosen.name());
    }
}

Connection ConnectionDialog::connection() const
{
    Connection connection = m_original;
    connection.name = m_name->text().trimmed();
    connection.bootstrapServers = m_servers->text().trimmed();
    connection.schemaRegistry = m_schemaRegistry->text().trimmed();
    connection.schemaRegistryUser = m_schemaUser->text().trimmed();
    connection.schemaRegistrySecret = m_schemaSecret->text();
    connection.registry = m_registry->text().trimmed();
    connection.properties.clear();
    for (int row = 0; row < m_properties->rowCount(); ++row) {
        const QString name = m_properties->item(row, NameColumn)->text().trimmed();
        if (!name.isEmpty()) {
            connection.properties.append({name, m_properties->item(row, ValueColumn)->text()});
        }
    }
    connection.colour = m_colour;
    connection.readOnly = m_readOnly->isChecked();
    connection.production = m_production->isChecked();
    return connection;
}

void ConnectionDialog::validate()
{
    const bool whole =
        !m_name->text().trimmed().isEmpty() && !m_servers->text().trimmed().isEmpty();
    m_save->setEnabled(whole);
    m_save->setToolTip(whole ? QString() : tr("A connection needs a name and bootstrap servers"));
    m_test->setEnabled(!m_servers->text().trimmed().isEmpty());
}

void ConnectionDialog::test()
{
    clearColours(m_result);
    m_result->setToolTip({});
    showResult(tr("Connecting to %1…").arg(m_servers->text().trimmed()));
    m_test->setEnabled(false);
    m_store.resolve(this, connection(), [this](const Result<KafkaProperties>& properties) {
        if (!properties) {
            tested(QString::fromStdString(properties.error().message), false);
            return;
        }
        runInBackground(
            this,
            [properties = *properties, name = nameForErrors()]() -> Result<ClusterInfo> {
                auto client = Client::create(properties, WriteGate(name, true));
                if (!client) {
                    return client.error();
                }
                return (*client)->describeCluster();
            },
            [this](const Result<ClusterInfo>& cluster) {
                if (!cluster) {
                    tested(QString::fromStdString(cluster.error().message), false);
                    m_result->setToolTip(QString::fromStdString(cluster.error().context));
                } else {
                    testSchemaRegistry(tr("Connected to cluster %1: %n broker(s), %2 topics",
                                          nullptr, static_cast<int>(cluster->brokers.size()))
                                           .arg(QString::fromStdString(cluster->clusterId))
                                           .arg(cluster->topics.size()));
                }
            });
    });
}

void ConnectionDialog::testSchemaRegistry(const QString& clusterSaid)
{
    m_store.resolveSchemaRegistry(
        this, connection(),
        [this, clusterSaid](const std::optional<SchemaRegistrySettings>& settings) {
            if (!settings) {
                tested(clusterSaid, true);
                return;
            }
            runInBackground(
                this,
                [registry = std::make_shared<SchemaRegistry>(*settings)] {
                    return registry->subjects();
                },
                [this, clusterSaid](const Result<QStringList>& subjects) {
                    tested(clusterSaid + u'\n'
                               + (subjects ? tr("The schema registry has %n subject(s)", nullptr,
                                                static_cast<int>(subjects->size()))
                                           : QString::fromStdString(subjects.error().describe())),
                           subjects.ok());
                });
        });
}

void ConnectionDialog::tested(const QString& text, bool good)
{
    setTextRole(m_result, good ? ThemeRole::Good : ThemeRole::Bad);
    showResult(text);
    validate();
}

void ConnectionDialog::showResult(const QString& text)
{
    m_result->setText(text);
    grow();
}

void ConnectionDialog::grow()
{
    // Never at the cost of what stands above: a label's lines are known for a width only.
    layout()->activate();
    const int needed = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width())
                                                     : layout()->totalSizeHint().height();
    if (needed > height()) {
        resize(width(), needed);
    }
}

QString ConnectionDialog::nameForErrors() const
{
    const QString name = m_name->text().trimmed();
    return name.isEmpty() ? m_servers->text().trimmed() : name;
}

} // namespace ottla
