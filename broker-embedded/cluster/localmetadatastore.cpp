// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/localmetadatastore.h"

#include "base/crc32c.h"
#include "wire/reader.h"
#include "wire/writer.h"

#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

constexpr std::string_view magic = "OTTLAMET";
constexpr std::int32_t formatVersion = 1;
constexpr std::size_t fileHeaderSize = 12;
constexpr std::size_t entryHeaderSize = 8;
constexpr std::uint64_t sizeLimit = 1U << 30U;
/// Below this size the file is never worth writing anew.
constexpr std::uint64_t rewriteFloor = 256U << 10U;

enum class ChangeKind : std::int8_t
{
    Put = 1,
    Remove = 2
};

struct Change
{
    ChangeKind kind = ChangeKind::Put;
    std::string path;
    Znode znode = {};
};

using Tree = std::map<std::string, Znode>;

void writeText(wire::Writer& writer, const std::string& text)
{
    writer.integer(static_cast<std::int32_t>(text.size()));
    writer.raw(asBytes(text));
}

std::string readText(wire::Reader& reader)
{
    const auto size = reader.integer<std::int32_t>();
    return std::string(asText(reader.raw(static_cast<std::uint32_t>(size))));
}

Bytes encodeEntry(const std::vector<Change>& changes)
{
    Bytes entry(entryHeaderSize);
    wire::Writer writer(entry);
    writer.integer(static_cast<std::int32_t>(changes.size()));
    for (const Change& change : changes) {
        writer.integer(static_cast<std::int8_t>(change.kind));
        writeText(writer, change.path);
        if (change.kind == ChangeKind::Put) {
            writer.integer(change.znode.version);
            writeText(writer, change.znode.data);
        }
    }
    const BytesView payload = BytesView(entry).subspan(entryHeaderSize);
    storeBigEndian(entry.data(), static_cast<std::int32_t>(payload.size()));
    storeBigEndian(entry.data() + sizeof(std::int32_t), crc32c(payload));
    return entry;
}

/// The payload of the entry that starts `bytes`; nothing where no valid one does.
std::optional<BytesView> entryAt(BytesView bytes)
{
    wire::Reader reader(bytes);
    const auto size = reader.integer<std::int32_t>();
    const auto sum = reader.integer<std::uint32_t>();
    const BytesView payload = reader.raw(static_cast<std::uint32_t>(size));
    if (reader.failed() || payload.empty() || crc32c(payload) != sum) {
        return std::nullopt;
    }
    return payload;
}

bool applyEntry(BytesView payload, Tree& tree)
{
    wire::Reader reader(payload);
    const auto count = reader.integer<std::int32_t>();
    for (std::int32_t i = 0; i < count && !reader.failed(); ++i) {
        const auto kind = static_cast<ChangeKind>(reader.integer<std::int8_t>());
        const std::string path = readText(reader);
        if (kind == ChangeKind::Remove) {
            tree.erase(path);
        } else {
            const auto version = reader.integer<std::int32_t>();
            tree[path] = {readText(reader), version};
        }
    }
    return !reader.failed() && reader.remaining() == 0;
}

/// About what a znode takes in the file.
std::uint64_t sizeOf(const Tree::value_type& entry)
{
    return entry.first.size() + entry.second.data.size();
}

bool hasChildren(const Tree& tree, const std::string& path)
{
    const std::string prefix = path + "/";
    const auto next = tree.lower_bound(prefix);
    return next != tree.end() && next->first.starts_with(prefix);
}

std::string parentOf(const std::string& path)
{
    return path.substr(0, path.rfind('/'));
}

/// Carries operations out on a copy of the tree and notes what changes.
class Transaction
{
public:
    Transaction(const Tree& tree, std::uint64_t liveBytes)
        : m_tree(tree)
        , m_liveBytes(liveBytes)
    { }

    Result<void> operator()(const CreateZnode& create)
    {
        if (!create.path.starts_with('/') || create.path.ends_with('/')) {
            return Error{Errc::InvalidArgument, "A znode's path starts with '/' and ends in a name",
                         create.path};
        }
        if (m_tree.contains(create.path)) {
            return Error{Errc::AlreadyExists, "The znode exists already", create.path};
        }
        std::vector<std::string> missing;
        for (std::string parent = parentOf(create.path);
             !parent.empty() && !m_tree.contains(parent); parent = parentOf(parent)) {
            missing.push_back(parent);
        }
        for (auto parent = missing.rbegin(); parent != missing.rend(); ++parent) {
            put(*parent, {});
        }
        put(create.path, {create.data, 0});
        return {};
    }
    Result<void> operator()(const SetZnode& set)
    {
        if (auto checked = check(set.path, set.expectedVersion); !checked) {
            return checked;
        }
        put(set.path, {set.data, m_tree[set.path].version + 1});
        return {};
    }
    Result<void> operator()(const DeleteZnode& remove)
    {
        if (auto checked = check(remove.path, remove.expectedVersion); !checked) {
            return checked;
        }
        if (hasChildren(m_tree, remove.path)) {
            return Error{Errc::InvalidState, "The znode has children", remove.path};
        }
        m_liveBytes -= bytesAt(remove.path);
        m_tree.erase(remove.path);
        m_changes.push_back({ChangeKind::Remove, remove.path});
        return {};
    }
    Result<void> operator()(const CheckZnode& checked)
    {
        return check(checked.path, checked.expectedVersion);
    }

    [[nodiscard]] const std::vector<Change>& changes() const { return m_changes; }
    [[nodiscard]] std::uint64_t liveBytes() const { return m_liveBytes; }
    [[nodiscard]] Tree takeTree() { return std::move(m_tree); }

private:
    Result<void> check(const std::string& path, std::int32_t expectedVersion) const
    {
        const auto found = m_tree.find(path);
        if (found == m_tree.end()) {
            return Error{Errc::NotFound, "There is no such znode", path};
        }
        if (expectedVersion != -1 && found->second.version != expectedVersion) {
            return Error{Errc::Conflict,
                         "The znode has version " + std::to_string(found->second.version) + ", not "
                             + std::to_string(expectedVersion),
                         path};
        }
        return {};
    }
    void put(const std::string& path, Znode znode)
    {
        m_liveBytes -= bytesAt(path);
        m_tree[path] = znode;
        m_liveBytes += bytesAt(path);
        m_changes.push_back({ChangeKind::Put, path, std::move(znode)});
    }

    /// Zero for a missing znode.
    std::uint64_t bytesAt(const std::string& path) const
    {
        const auto found = m_tree.find(path);
        return found == m_tree.end() ? 0 : sizeOf(*found);
    }

    Tree m_tree;
    std::uint64_t m_liveBytes;
    std::vector<Change> m_changes;
};

} // namespace

LocalMetadataStore::LocalMetadataStore(FileSystem& files, std::filesystem::path path)
    : m_files(files)
    , m_path(std::move(path))
{ }

Result<std::unique_ptr<LocalMetadataStore>> LocalMetadataStore::open(FileSystem& files,
                                                                     std::filesystem::path path)
{
    std::unique_ptr<LocalMetadataStore> store(new LocalMetadataStore(files, std::move(path)));
    if (!files.exists(store->m_path)) {
        if (auto written = store->rewrite(); !written) {
            return written.error();
        }
    }
    if (auto loaded = store->load(); !loaded) {
        return loaded.error();
    }
    return store;
}

Result<void> LocalMetadataStore::load()
{
    auto content = m_files.readAll(m_path, sizeLimit);
    if (!content) {
        return content.error();
    }
    wire::Reader reader(*content);
    const bool isOurs = asText(reader.raw(magic.size())) == magic;
    const auto version = reader.integer<std::int32_t>();
    if (!isOurs) {
        return Error{Errc::Corrupt, "This is no metadata log", m_path.string() + " at 0"};
    }
    if (version != formatVersion) {
        return Error{Errc::Unsupported,
                     m_path.string() + " has format version " + std::to_string(version)
                         + ", and this program reads version " + std::to_string(formatVersion)};
    }
    if (auto replayed = replay(*content); !replayed) {
        return replayed;
    }
    auto file = m_files.open(m_path, OpenMode::ReadWrite);
    if (!file) {
        return file.error();
    }
    m_file = *file;
    if (m_end < content->size()) {
        spdlog::warn("{}: {} bytes of an unfinished change at its end were cut", m_path.string(),
                     content->size() - m_end);
        if (auto cut = m_file->truncate(m_end); !cut) {
            return cut;
        }
    }
    rewriteWhenOvergrown();
    return {};
}

Result<void> LocalMetadataStore::replay(BytesView content)
{
    m_end = fileHeaderSize;
    while (m_end < content.size()) {
        const BytesView rest = content.subspan(static_cast<std::size_t>(m_end));
        const auto payload = entryAt(rest);
        if (payload && applyEntry(*payload, m_tree)) {
            m_end += entryHeaderSize + payload->size();
            continue;
        }
        // Only the last entry can be torn: a whole one behind this means damage.
        for (std::size_t at = 1; at < rest.size(); ++at) {
            if (entryAt(rest.subspan(at))) {
                return Error{Errc::Corrupt, "The metadata log is damaged",
                             m_path.string() + " at " + std::to_string(m_end)};
            }
        }
        break;
    }
    for (const auto& entry : m_tree) {
        m_liveBytes += sizeOf(entry);
    }
    return {};
}

bool LocalMetadataStore::isOvergrown() const
{
    return m_end > rewriteFloor && m_end > 8 * m_liveBytes;
}

void LocalMetadataStore::rewriteWhenOvergrown()
{
    if (!isOvergrown()) {
        return;
    }
    // Everything is safe in the old file, so a failure here is nobody's failure.
    if (auto rewritten = rewrite(); !rewritten) {
        spdlog::warn("{} could not be written anew: {}", m_path.string(),
                     rewritten.error().describe());
    }
}

Result<void> LocalMetadataStore::rewrite()
{
    Bytes content;
    wire::Writer writer(content);
    writer.raw(asBytes(magic));
    writer.integer(formatVersion);
    if (!m_tree.empty()) {
        std::vector<Change> changes;
        for (const auto& [path, znode] : m_tree) {
            changes.push_back({ChangeKind::Put, path, znode});
        }
        writer.raw(encodeEntry(changes));
    }
    const std::filesystem::path temporary = m_path.string() + ".tmp";
    if (auto removed = m_files.remove(temporary); !removed) {
        return removed;
    }
    {
        auto file = m_files.open(temporary, OpenMode::CreateNew);
        if (!file) {
            return file.error();
        }
        if (auto written = (*file)->write(0, content); !written) {
            return written;
        }
        if (auto synced = (*file)->sync(); !synced) {
            return synced;
        }
    }
    if (auto renamed = m_files.rename(temporary, m_path); !renamed) {
        return renamed;
    }
    // From here on the old file has no name: nothing may be added to it, whatever fails now.
    m_file.reset();
    m_end = content.size();
    m_torn = false;
    m_renamed = true;
    return settle();
}

/// Brings the file into the state in which a change can be added, where an earlier failure left it
/// in another.
Result<void> LocalMetadataStore::settle()
{
    if (!m_file) {
        auto file = m_files.open(m_path, OpenMode::ReadWrite);
        if (!file) {
            return file.error();
        }
        m_file = *file;
    }
    if (m_renamed) {
        if (auto synced = m_files.syncDirectory(m_path.parent_path()); !synced) {
            return synced;
        }
        m_renamed = false;
    }
    if (m_torn) {
        if (auto cut = m_file->truncate(m_end); !cut) {
            return cut;
        }
        m_torn = false;
    }
    return {};
}

Result<void> LocalMetadataStore::append(BytesView entry)
{
    if (auto settled = settle(); !settled) {
        return settled;
    }
    auto stored = m_file->write(m_end, entry);
    if (stored) {
        stored = m_file->sync();
    }
    if (!stored) {
        m_torn = true;
        if (auto settled = settle(); !settled) {
            spdlog::warn("{}: an unfinished change stays at its end until the next one: {}",
                         m_path.string(), settled.error().describe());
        }
        return stored;
    }
    m_end += entry.size();
    return {};
}

std::optional<Znode> LocalMetadataStore::get(const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_tree.find(path);
    return found == m_tree.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> LocalMetadataStore::children(const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    const std::string prefix = path + "/";
    std::vector<std::string> names;
    for (auto at = m_tree.lower_bound(prefix); at != m_tree.end() && at->first.starts_with(prefix);
         ++at) {
        if (at->first.find('/', prefix.size()) == std::string::npos) {
            names.push_back(at->first.substr(prefix.size()));
        }
    }
    return names;
}

Result<void> LocalMetadataStore::apply(const std::vector<MetadataOperation>& operations)
{
    {
        const std::lock_guard lock(m_mutex);
        Transaction transaction(m_tree, m_liveBytes);
        for (const MetadataOperation& operation : operations) {
            if (auto done = std::visit(transaction, operation); !done) {
                return done;
            }
        }
        if (transaction.changes().empty()) {
            return {};
        }
        if (auto stored = append(encodeEntry(transaction.changes())); !stored) {
            return stored;
        }
        m_tree = transaction.takeTree();
        m_liveBytes = transaction.liveBytes();
        rewriteWhenOvergrown();
    }
    tell(operations);
    return {};
}

void LocalMetadataStore::tell(const std::vector<MetadataOperation>& operations)
{
    std::vector<std::string> paths;
    for (const MetadataOperation& operation : operations) {
        std::visit([&](const auto& any) { paths.push_back(any.path); }, operation);
    }
    const std::lock_guard lock(m_telling);
    if (m_listener) {
        m_listener(paths);
    }
}

void LocalMetadataStore::setListener(Listener listener)
{
    const std::lock_guard lock(m_telling);
    m_listener = std::move(listener);
}

} // namespace ottla::cluster
