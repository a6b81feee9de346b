// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/protobufschema.h"

#include "model/decoders/protobufbuiltins.h"
#include "model/decoders/protobufreader.h"
#include "model/decoders/valuereader.h"

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace ottla {

namespace {

namespace pb = google::protobuf;

class Complaints : public pb::compiler::MultiFileErrorCollector,
                   public pb::DescriptorPool::ErrorCollector
{
public:
    void AddError(const std::string& file, int line, int column, const std::string& why) override
    {
        if (m_first.empty()) {
            m_first = why;
            m_where = file
                + (line < 0 ? std::string()
                            : ", line " + std::to_string(line + 1) + ", column "
                           + std::to_string(column + 1));
        }
    }
    void AddError(const std::string& file, const std::string& element, const pb::Message*,
                  ErrorLocation, const std::string& why) override
    {
        AddError(file, -1, 0, element + ": " + why);
    }
    void AddWarning(const std::string&, int, int, const std::string&) override { }
    void AddWarning(const std::string&, const std::string&, const pb::Message*, ErrorLocation,
                    const std::string&) override
    { }

    [[nodiscard]] Error error() const
    {
        return {Errc::InvalidArgument,
                m_first.empty() ? "It is neither a .proto file nor a descriptor set" : m_first,
                m_where};
    }

private:
    std::string m_first;
    std::string m_where;
};

/// Files that are in memory.
class TextTree : public pb::compiler::SourceTree
{
public:
    void add(std::string name, std::string text) { m_files[std::move(name)] = std::move(text); }

    pb::io::ZeroCopyInputStream* Open(const std::string& name) override
    {
        const auto found = m_files.find(name);
        return found == m_files.end()
            ? nullptr
            : new pb::io::ArrayInputStream(found->second.data(),
                                           static_cast<int>(found->second.size()));
    }
    std::string GetLastErrorMessage() override { return "it is not among the imports"; }

private:
    std::map<std::string, std::string> m_files;
};

/// A tree, and behind it what every registry and its clients have built in.
class WithBuiltIns : public pb::compiler::SourceTree
{
public:
    explicit WithBuiltIns(std::unique_ptr<pb::compiler::SourceTree> tree)
        : m_tree(std::move(tree))
    { }

    pb::io::ZeroCopyInputStream* Open(const std::string& name) override
    {
        if (auto* given = m_tree->Open(name)) {
            return given;
        }
        const auto text = protobufBuiltIn(name);
        return text ? new pb::io::ArrayInputStream(text->data(), static_cast<int>(text->size()))
                    : nullptr;
    }
    std::string GetLastErrorMessage() override { return m_tree->GetLastErrorMessage(); }

private:
    std::unique_ptr<pb::compiler::SourceTree> m_tree;
};

/// What reading bodies does not take is left out, so that nothing in it can be wrong: options, of
/// which anybody may define more, services, extensions, defaults.
void strip(pb::EnumDescriptorProto& type)
{
    type.mutable_options()->Clear();
    type.mutable_options()->set_allow_alias(true);
    for (pb::EnumValueDescriptorProto& value : *type.mutable_value()) {
        value.clear_options();
    }
}

void strip(pb::DescriptorProto& type)
{
    const bool map = type.options().map_entry();
    type.clear_options();
    if (map) {
        type.mutable_options()->set_map_entry(true);
    }
    type.clear_extension();
    type.clear_extension_range();
    for (pb::FieldDescriptorProto& field : *type.mutable_field()) {
        field.clear_options();
        field.clear_default_value();
    }
    for (pb::OneofDescriptorProto& choice : *type.mutable_oneof_decl()) {
        choice.clear_options();
    }
    for (pb::DescriptorProto& nested : *type.mutable_nested_type()) {
        strip(nested);
    }
    for (pb::EnumDescriptorProto& nested : *type.mutable_enum_type()) {
        strip(nested);
    }
}

void strip(pb::FileDescriptorProto& file)
{
    file.clear_options();
    file.clear_service();
    file.clear_extension();
    file.clear_source_code_info();
    for (pb::DescriptorProto& type : *file.mutable_message_type()) {
        strip(type);
    }
    for (pb::EnumDescriptorProto& type : *file.mutable_enum_type()) {
        strip(type);
    }
}

class Stripped : public pb::DescriptorDatabase
{
public:
    explicit Stripped(std::unique_ptr<pb::DescriptorDatabase> files)
        : m_files(std::move(files))
    { }

    bool FindFileByName(const std::string& name, pb::FileDescriptorProto* out) override
    {
        return found(m_files->FindFileByName(name, out), out);
    }
    bool FindFileContainingSymbol(const std::string& name, pb::FileDescriptorProto* out) override
    {
        return found(m_files->FindFileContainingSymbol(name, out), out);
    }
    bool FindFileContainingExtension(const std::string&, int, pb::FileDescriptorProto*) override
    {
        return false;
    }

private:
    static bool found(bool is, pb::FileDescriptorProto* out)
    {
        if (is) {
            strip(*out);
        }
        return is;
    }

    std::unique_ptr<pb::DescriptorDatabase> m_files;
};

/// A pool with all that it stands on. Descriptors live as long as it.
struct Pool
{
    Complaints complaints;
    std::unique_ptr<pb::compiler::SourceTree> tree;
    std::unique_ptr<pb::DescriptorDatabase> set;
    std::unique_ptr<pb::DescriptorDatabase> builtIn;
    pb::DescriptorPoolDatabase known{*pb::DescriptorPool::generated_pool()};
    std::unique_ptr<pb::DescriptorDatabase> database;
    std::unique_ptr<pb::DescriptorPool> pool;
    std::vector<const pb::FileDescriptor*> files;
    ProtobufMessages messages; ///< Of all files, and of those that they import.
    std::string lacking; ///< Types that fields name and nobody has, with commas between.
};

Result<Decoded> readAs(const Pool& pool, const pb::Descriptor& type, std::string_view body)
{
    auto value = readProtobuf(type, pool.messages, body);
    if (!value) {
        return value.error();
    }
    return Decoded{.content = std::move(*value),
                   .schema = DecodedSchema{
                       .type = "Protobuf", .name = type.full_name(), .lacking = pool.lacking}};
}

/// Lists what the files have, and what they lack.
class Inventory
{
public:
    explicit Inventory(Pool& pool)
        : m_pool(pool)
    { }

    void add(const pb::FileDescriptor& file)
    {
        if (!m_files.insert(&file).second) {
            return;
        }
        for (int i = 0; i < file.message_type_count(); ++i) {
            add(*file.message_type(i));
        }
        for (int i = 0; i < file.dependency_count(); ++i) {
            add(*file.dependency(i));
        }
    }

private:
    void add(const pb::Descriptor& type)
    {
        m_pool.messages.emplace(type.full_name(), &type);
        for (int i = 0; i < type.field_count(); ++i) {
            const pb::FieldDescriptor& field = *type.field(i);
            if (!isOfUnknownType(field)) {
                continue;
            }
            const std::string& name = field.message_type() != nullptr
                ? field.message_type()->full_name()
                : field.enum_type()->full_name();
            if (m_lacking.insert(name).second) {
                m_pool.lacking += (m_pool.lacking.empty() ? "" : ", ") + name;
            }
        }
        for (int i = 0; i < type.nested_type_count(); ++i) {
            add(*type.nested_type(i));
        }
    }

    Pool& m_pool;
    std::set<const pb::FileDescriptor*> m_files;
    std::set<std::string> m_lacking;
};

/// Reads which message it is: a count of indexes and the indexes, 0 for the first message alone.
class IndexReader : private ValueReader
{
public:
    explicit IndexReader(std::string_view body)
        : ValueReader(body, "Protobuf")
    { }

    Result<const pb::Descriptor*> type(const pb::FileDescriptor& file)
    {
        std::int64_t count = 0;
        if (!takeSigned(count)) {
            return error();
        }
        if (count == 0) {
            return file.message_type_count() > 0 ? Result(file.message_type(0)) : noSuch();
        }
        const pb::Descriptor* found = nullptr;
        for (std::int64_t i = 0; i < count; ++i) {
            std::int64_t index = 0;
            if (!takeSigned(index)) {
                return error();
            }
            const int among = found ? found->nested_type_count() : file.message_type_count();
            if (index < 0 || index >= among) {
                return noSuch();
            }
            const int at = static_cast<int>(index);
            found = found ? found->nested_type(at) : file.message_type(at);
        }
        return found != nullptr ? Result(found) : noSuch();
    }

    [[nodiscard]] std::size_t taken() const { return offset(); }

private:
    bool takeSigned(std::int64_t& out)
    {
        std::uint64_t coded = 0;
        if (!takeVarint(coded)) {
            return false;
        }
        out = fromZigZag(coded);
        return true;
    }
    static Result<const pb::Descriptor*> noSuch()
    {
        return Error{Errc::Malformed, "the body names a message that its schema lacks", {}};
    }
};

class MessageSchema : public BodySchema
{
public:
    MessageSchema(std::shared_ptr<const Pool> pool, const pb::Descriptor& type)
        : m_pool(std::move(pool))
        , m_type(type)
    { }

    [[nodiscard]] Result<Decoded> read(std::string_view body) const override
    {
        // No message begins with a zero: that is a registry's header, with the schema's id and
        // which message of the schema it is.
        if (constexpr std::size_t header = 5; body.starts_with('\0') && body.size() > header) {
            body.remove_prefix(header);
            IndexReader indexes(body);
            if (const auto type = indexes.type(*m_type.file()); !type) {
                return type.error();
            }
            body.remove_prefix(indexes.taken());
        }
        return readAs(*m_pool, m_type, body);
    }

private:
    std::shared_ptr<const Pool> m_pool;
    const pb::Descriptor& m_type;
};

class IndexedSchema : public BodySchema
{
public:
    explicit IndexedSchema(std::shared_ptr<const Pool> pool)
        : m_pool(std::move(pool))
    { }

    [[nodiscard]] Result<Decoded> read(std::string_view body) const override
    {
        IndexReader indexes(body);
        const auto type = indexes.type(*m_pool->files.front());
        if (!type) {
            return type.error();
        }
        return readAs(*m_pool, **type, body.substr(indexes.taken()));
    }

private:
    std::shared_ptr<const Pool> m_pool;
};

void addMessages(const pb::Descriptor& type, std::vector<std::string>& names)
{
    if (type.options().map_entry()) {
        return;
    }
    names.push_back(type.full_name());
    for (int i = 0; i < type.nested_type_count(); ++i) {
        addMessages(*type.nested_type(i), names);
    }
}

class Types : public ProtobufTypes
{
public:
    explicit Types(std::shared_ptr<const Pool> pool)
        : m_pool(std::move(pool))
    { }

    [[nodiscard]] std::vector<std::string> messages() const override
    {
        std::vector<std::string> names;
        for (const pb::FileDescriptor* file : m_pool->files) {
            for (int i = 0; i < file->message_type_count(); ++i) {
                addMessages(*file->message_type(i), names);
            }
        }
        return names;
    }

    [[nodiscard]] Result<std::shared_ptr<const BodySchema>>
    message(const std::string& fullName) const override
    {
        const pb::Descriptor* type = m_pool->pool->FindMessageTypeByName(fullName);
        if (type == nullptr) {
            return Error{Errc::NotFound, "There is no message " + fullName, {}};
        }
        return std::shared_ptr<const BodySchema>(std::make_shared<MessageSchema>(m_pool, *type));
    }

    [[nodiscard]] std::shared_ptr<const BodySchema> indexed() const override
    {
        return std::make_shared<IndexedSchema>(m_pool);
    }

private:
    std::shared_ptr<const Pool> m_pool;
};

using MadeTypes = Result<std::shared_ptr<const ProtobufTypes>>;

/// Finds those files, which `pool.database` is to know. What else they name may be missing: it
/// costs its own field, not the message.
MadeTypes build(std::shared_ptr<Pool> pool, const std::vector<std::string>& names,
                const std::vector<std::string>& others = {})
{
    pool->pool = std::make_unique<pb::DescriptorPool>(pool->database.get(), &pool->complaints);
    pool->pool->AllowUnknownDependencies();
    Inventory inventory(*pool);
    for (const std::string& name : names) {
        const pb::FileDescriptor* file = pool->pool->FindFileByName(name);
        if (file == nullptr) {
            return pool->complaints.error();
        }
        pool->files.push_back(file);
        inventory.add(*file);
    }
    for (const std::string& name : others) {
        if (const pb::FileDescriptor* file = pool->pool->FindFileByName(name)) {
            inventory.add(*file);
        }
    }
    for (const char* name : {"any", "duration", "empty", "field_mask", "struct", "timestamp",
                             "wrappers"}) { // which an Any may hold without being imported
        const std::string path = std::string("google/protobuf/") + name + ".proto";
        if (const auto* file = pb::DescriptorPool::generated_pool()->FindFileByName(path)) {
            inventory.add(*file);
        }
    }
    return std::shared_ptr<const ProtobufTypes>(std::make_shared<Types>(std::move(pool)));
}

std::unique_ptr<pb::compiler::SourceTreeDescriptorDatabase>
filesOf(Pool& pool, std::unique_ptr<pb::compiler::SourceTree> tree)
{
    pool.tree = std::make_unique<WithBuiltIns>(std::move(tree));
    return std::make_unique<pb::compiler::SourceTreeDescriptorDatabase>(pool.tree.get(),
                                                                        &pool.known);
}

MadeTypes buildFromTree(std::unique_ptr<pb::compiler::SourceTree> tree, const std::string& name,
                        const std::vector<std::string>& others = {})
{
    const pb::LogSilencer quiet; // what is wrong comes back to the caller
    auto pool = std::make_shared<Pool>();
    auto files = filesOf(*pool, std::move(tree));
    files->RecordErrorsTo(&pool->complaints);
    pool->database = std::make_unique<Stripped>(std::move(files));
    return build(std::move(pool), {name}, others);
}

/// Nothing when the bytes are no descriptor set.
std::optional<MadeTypes> buildFromSet(const std::string& bytes)
{
    pb::FileDescriptorSet set;
    if (!set.ParseFromString(bytes) || set.file_size() == 0 || !set.unknown_fields().empty()) {
        return std::nullopt;
    }
    const pb::LogSilencer quiet;
    auto pool = std::make_shared<Pool>();
    auto database = std::make_unique<pb::SimpleDescriptorDatabase>();
    std::vector<std::string> names;
    for (const pb::FileDescriptorProto& file : set.file()) {
        database->Add(file);
        names.push_back(file.name());
    }
    // A set made without its imports still lacks nothing that is built in.
    pool->set = std::move(database);
    pool->builtIn = filesOf(*pool, std::make_unique<TextTree>());
    pool->database = std::make_unique<Stripped>(
        std::make_unique<pb::MergedDescriptorDatabase>(pool->set.get(), pool->builtIn.get()));
    return build(std::move(pool), names);
}

} // namespace

MadeTypes ProtobufTypes::ofText(std::string_view text, const SchemaReferences& imports)
{
    const std::string name = "schema.proto";
    auto tree = std::make_unique<TextTree>();
    std::vector<std::string> others;
    for (const NamedSchema& import : imports) {
        tree->add(import.name, import.text);
        others.push_back(import.name);
    }
    tree->add(name, std::string(text));
    return buildFromTree(std::move(tree), name, others);
}

MadeTypes ProtobufTypes::ofFile(const std::string& path)
{
    constexpr std::uintmax_t largest = std::uintmax_t{16} << 20U;
    std::error_code failure;
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    if (failure || size > largest) {
        return failure ? Error{Errc::Io, "The file cannot be read: " + failure.message(), path}
                       : Error{Errc::TooLarge, "The file has more than 16 MiB", path};
    }
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (auto types = buildFromSet(bytes)) {
        return *types;
    }
    auto tree = std::make_unique<pb::compiler::DiskSourceTree>();
    const std::filesystem::path whole(path);
    for (auto folder = whole.parent_path(); !folder.empty(); folder = folder.parent_path()) {
        tree->MapPath("", folder.string());
        if (folder == folder.root_path()) {
            break;
        }
    }
    return buildFromTree(std::move(tree), whole.filename().string());
}

} // namespace ottla
