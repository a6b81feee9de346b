// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/kafkahandles.h"

#include <array>

namespace ottla {

namespace {

Errc toErrc(rd_kafka_resp_err_t code)
{
    switch (code) {
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
        return Errc::TimedOut;
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
        return Errc::Network;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        return Errc::Authentication;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return Errc::Denied;
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:
        return Errc::AlreadyExists;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND:
        return Errc::NotFound;
    case RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP:
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
        return Errc::InvalidState;
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
        return Errc::InvalidArgument;
    default:
        return Errc::Remote;
    }
}

const char* advice(Errc code)
{
    switch (code) {
    case Errc::Network:
        return ". Check that the cluster runs and that the bootstrap servers are right";
    case Errc::TimedOut:
        return ". Check that the cluster runs, then try again";
    case Errc::Authentication:
        return ". Check the user name, the password and the certificates";
    case Errc::Denied:
        return ". Ask whoever runs the cluster for the right";
    default:
        return "";
    }
}

} // namespace

void KafkaTrouble::note(rd_kafka_resp_err_t code, const char* words)
{
    const std::lock_guard lock(m_mutex);
    // That all brokers are down follows from something that was said before, which says more.
    if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || m_words.empty()) {
        m_code = code;
        m_words = words;
    }
}

std::pair<rd_kafka_resp_err_t, std::string> KafkaTrouble::last() const
{
    const std::lock_guard lock(m_mutex);
    return {m_code, m_words};
}

void KafkaTrouble::forget()
{
    const std::lock_guard lock(m_mutex);
    m_code = RD_KAFKA_RESP_ERR_NO_ERROR;
    m_words.clear();
}

Error kafkaError(const std::string& what, rd_kafka_resp_err_t code, const char* words)
{
    const std::string said = words != nullptr && *words != '\0' ? words : rd_kafka_err2str(code);
    const Errc kind = toErrc(code);
    return {kind, what + ": " + said + advice(kind),
            std::string(rd_kafka_err2name(code)) + ": " + said};
}

Result<KafkaHandle> makeKafkaHandle(rd_kafka_type_t type, const KafkaProperties& properties,
                                    KafkaTrouble& trouble)
{
    std::array<char, 512> words{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    const auto destroyed = [&](std::string message) {
        rd_kafka_conf_destroy(conf);
        return Error{Errc::InvalidArgument, std::move(message)};
    };
    rd_kafka_conf_set(conf, "client.id", "ottla", nullptr, 0);
    for (const auto& [name, value] : properties) {
        if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), words.data(), words.size())
            != RD_KAFKA_CONF_OK) {
            return destroyed(words.data());
        }
    }
    // What goes wrong is returned by the calls; nothing is printed.
    rd_kafka_conf_set_log_cb(conf, nullptr);
    rd_kafka_conf_set_opaque(conf, &trouble);
    rd_kafka_conf_set_error_cb(conf, [](rd_kafka_t*, int code, const char* text, void* opaque) {
        static_cast<KafkaTrouble*>(opaque)->note(static_cast<rd_kafka_resp_err_t>(code), text);
    });
    rd_kafka_t* handle = rd_kafka_new(type, conf, words.data(), words.size());
    if (handle == nullptr) {
        return destroyed(words.data());
    }
    return KafkaHandle(handle);
}

} // namespace ottla
