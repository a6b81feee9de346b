// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/jsonschema.h"

#include <nlohmann/json.hpp>

namespace ottla {

namespace {

class JsonBodySchema : public BodySchema
{
public:
    explicit JsonBodySchema(std::string title)
        : m_title(std::move(title))
    { }

    [[nodiscard]] Result<Decoded> read(std::string_view body) const override
    {
        Pretty pretty = prettyJson(body);
        return Decoded{
            .content = DecodedText{.text = std::move(pretty.text),
                                   .language = DecodedText::Language::Json,
                                   .error = std::move(pretty.error)},
            .schema = DecodedSchema{.type = "JSON Schema", .name = m_title},
        };
    }

private:
    std::string m_title;
};

} // namespace

Result<std::shared_ptr<const BodySchema>> makeJsonSchema(std::string_view text)
{
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object() && !document.is_boolean()) {
        return Error{Errc::InvalidArgument, "This is no JSON Schema: it is not a JSON object", {}};
    }
    std::string title;
    if (document.is_object() && document.contains("title") && document["title"].is_string()) {
        title = document["title"].get<std::string>();
    }
    return std::shared_ptr<const BodySchema>(std::make_shared<JsonBodySchema>(std::move(title)));
}

} // namespace ottla
