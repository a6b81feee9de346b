// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/filters/source.h"
#include "model/formats/jsonplaces.h"
#include "model/messages/messagestore.h"
#include "ui/shell/theme.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

class QLabel;
class QMenu;
class QPushButton;
class QTabWidget;
class QTableWidget;
class QToolButton;

namespace ottla {

class CodeView;
class DecoderChoice;
class DecoderSet;
struct BodyLayout;

/// One message as a whole: value and key as their decoders read them, headers, and the bytes as
/// they are. GUI thread.
class MessageDetail : public QWidget
{
    Q_OBJECT

public:
    explicit MessageDetail(QWidget* parent = nullptr);

    void showMessage(const StoredMessage& message, const std::string& topic);
    /// Of a file, there is nowhere to send a message to.
    void hideResending();
    /// A copy cannot be sent, because of `why`.
    void refuseResending(const QString& why);
    /// Nothing selected.
    void clear();
    [[nodiscard]] bool hasMessage() const { return m_message.has_value(); }
    /// Gives a copy of what is shown now, on another thread: it may have to come from a disk.
    [[nodiscard]] std::function<Message()> source() const;
    /// The decoders that there are for the topic; the built-in ones until this is called.
    void setDecoderSet(const std::shared_ptr<DecoderSet>& decoders);
    [[nodiscard]] const std::shared_ptr<DecoderSet>& decoderSet() const { return m_decoders; }
    /// The ids of the decoders that were chosen for value and key (model/decoders/decoder.h); empty
    /// means by the bytes.
    [[nodiscard]] QString valueDecoder() const;
    [[nodiscard]] QString keyDecoder() const;
    /// How key and value are read, here and wherever else they are shown; without names of topics.
    [[nodiscard]] FilterBodies bodies() const;
    /// An id that is not known, or empty, means by the bytes.
    void setDecoders(const QString& value, const QString& key);

public Q_SLOTS:
    void find();

Q_SIGNALS:
    void resendAsked();
    void decodersChanged();
    /// Two selected messages are to be compared.
    void compareAsked();
    /// Of the value: messages with this value at this path are wanted. `value` is JSON. Offered
    /// only while somebody is connected.
    void filterAsked(const QString& path, const QString& value);
    /// Of the value: what is at this path is wanted as a column. Offered likewise.
    void columnAsked(const QString& path);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    static constexpr std::size_t rawPage = std::size_t{256} << 10U; // bytes shown at a time

    [[nodiscard]] QWidget* makePathRow();
    [[nodiscard]] QWidget* makeBusyRow();
    [[nodiscard]] QWidget* makePager();
    [[nodiscard]] QMenu* makeMenu();
    void render();
    void renderHeaders();
    void renderRaw();
    void renderBody(CodeView* view, const std::optional<std::string_view>& body,
                    DecoderChoice* choice);
    void present(CodeView* view, const BodyLayout& laid, DecoderChoice* choice);
    void cancelLayout();
    void askAgain();
    [[nodiscard]] std::function<BodyLayout()> layingOut(bool ofValue) const;
    void say(const QString& text, ThemeRole role);
    void placeChanged(CodeView* view);
    void showPlace(const JsonPlace& place);
    void showPath();
    [[nodiscard]] CodeView* currentView() const;
    void copy() const;
    void copyStored() const;
    void saveBytes();
    [[nodiscard]] std::optional<std::string_view> currentBody() const;

    std::shared_ptr<DecoderSet> m_decoders;
    std::optional<StoredMessage> m_message;
    std::string m_topic;
    int m_serial = 0; // of the last layout; what comes of an older one is dropped
    bool m_resendable = true;
    bool m_rejected = false; // what is in sight
    int m_placeSerial = 0;
    qsizetype m_placeAt = 0;
    std::size_t m_rawFrom = 0;
    QTimer m_patience; // until waiting is mentioned
    QLabel* m_place;
    QLabel* m_schema;
    QLabel* m_problem;
    QTabWidget* m_tabs;
    CodeView* m_value;
    CodeView* m_key;
    QTableWidget* m_headers;
    CodeView* m_raw;
    QWidget* m_readAs;
    QLabel* m_decoderLabel;
    DecoderChoice* m_valueDecoder;
    DecoderChoice* m_keyDecoder;
    QPushButton* m_copy;
    QPushButton* m_resend;
    QToolButton* m_more;
    QToolButton* m_path = nullptr;
    QPushButton* m_filterBy = nullptr;
    QPushButton* m_asColumn = nullptr;
    QWidget* m_pathRow;
    JsonPlace m_jsonPlace;
    QLabel* m_busyText = nullptr;
    QWidget* m_busy;
    QLabel* m_pagerText = nullptr;
    QWidget* m_pager;
};

} // namespace ottla
