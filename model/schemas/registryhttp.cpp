// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/registryhttp.h"

#include <QEventLoop>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>

#include <memory>

namespace ottla {

namespace {

constexpr qint64 largestAnswer = qint64{8} << 20U;

QNetworkRequest makeRequest(const SchemaRegistrySettings& settings, const QUrl& url)
{
    QNetworkRequest request(url);
    request.setTransferTimeout(settings.timeoutMs);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setRawHeader("Accept",
                         "application/vnd.schemaregistry.v1+json, application/json;q=0.9");
    if (!settings.user.isEmpty()) {
        request.setRawHeader("Authorization",
                             "Basic "
                                 + (settings.user + u':' + settings.secret).toUtf8().toBase64());
    } else if (!settings.secret.isEmpty()) {
        request.setRawHeader("Authorization", "Bearer " + settings.secret.toUtf8());
    }
    if (!settings.caFile.isEmpty()) {
        QSslConfiguration tls = request.sslConfiguration();
        tls.addCaCertificates(settings.caFile);
        request.setSslConfiguration(tls);
    }
    return request;
}

/// The registry's own words for a failure; else those of HTTP.
std::string wordsOf(const QNetworkReply& reply, const QByteArray& body)
{
    const QString said = QJsonDocument::fromJson(body).object()[u"message"].toString();
    const QString phrase = reply.attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString();
    return (said.isEmpty() ? phrase : said).left(500).toStdString();
}

Error refused(const QNetworkReply& reply, int status, const QByteArray& body,
              const std::string& where)
{
    const std::string at = "HTTP " + std::to_string(status) + " from " + where;
    const std::string words = wordsOf(reply, body);
    if (status == 401 || status == 403) {
        return {Errc::Authentication,
                status == 401
                    ? "The schema registry does not accept the user name or password: " + words
                    : "The schema registry does not let this user read: " + words,
                at};
    }
    if (status == 404) {
        return {Errc::NotFound, "The schema registry does not have it: " + words, at};
    }
    return {Errc::Remote, "The schema registry failed: " + words, at};
}

Error unreachable(const QNetworkReply& reply, const SchemaRegistrySettings& settings,
                  const std::string& where)
{
    // A transfer that takes too long is aborted by the request's timer.
    if (reply.error() == QNetworkReply::OperationCanceledError
        || reply.error() == QNetworkReply::TimeoutError) {
        return {Errc::TimedOut,
                "The schema registry did not answer within "
                    + std::to_string(settings.timeoutMs / 1000.0).substr(0, 4) + " s",
                where};
    }
    return {Errc::Network,
            "The schema registry cannot be reached: " + reply.errorString().toStdString(), where};
}

} // namespace

Result<QJsonDocument> getFromRegistry(const SchemaRegistrySettings& settings, const QString& path)
{
    QString base = settings.url.trimmed();
    while (base.endsWith(u'/')) {
        base.chop(1);
    }
    const QUrl url(base + path, QUrl::StrictMode);
    const std::string where = url.toString(QUrl::RemoveUserInfo).toStdString();
    if (!url.isValid()
        || (url.scheme() != QStringLiteral("http") && url.scheme() != QStringLiteral("https"))) {
        return Error{Errc::InvalidArgument,
                     "The schema registry's address does not begin with http:// or https://",
                     settings.url.toStdString()};
    }
    QNetworkAccessManager manager;
    const std::unique_ptr<QNetworkReply> reply(manager.get(makeRequest(settings, url)));
    bool tooLarge = false;
    QObject::connect(reply.get(), &QNetworkReply::downloadProgress, reply.get(),
                     [&reply, &tooLarge](qint64 received) {
                         tooLarge = received > largestAnswer;
                         if (tooLarge) {
                             reply->abort();
                         }
                     });
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished()) {
        loop.exec();
    }
    if (tooLarge) {
        return Error{Errc::TooLarge, "The schema registry answers with more than 8 MiB", where};
    }
    const QByteArray body = reply->readAll();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 0 && status != 200) {
        return refused(*reply, status, body, where);
    }
    if (reply->error() != QNetworkReply::NoError) {
        return unreachable(*reply, settings, where);
    }
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(body, &problem);
    if (problem.error != QJsonParseError::NoError) {
        return Error{Errc::Malformed,
                     "What answers there is no schema registry: "
                         + problem.errorString().toStdString(),
                     where};
    }
    return document;
}

} // namespace ottla
