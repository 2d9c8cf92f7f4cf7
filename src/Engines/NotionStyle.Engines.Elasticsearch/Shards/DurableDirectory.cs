using Lucene.Net.Store;
using NotionStyle.Engines.Elasticsearch.Storage;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>
/// Lucene's files, mapped into memory. A commit of Lucene lets parts of the translog go, so its files and their names must be on disk by then; this does not rely on what Lucene.NET does
/// about that by itself.
/// </summary>
internal sealed class DurableDirectory(string path) : MMapDirectory(path, NoLockFactory.GetNoLockFactory())
{
    /// <inheritdoc />
    public override void Sync(ICollection<string> names)
    {
        foreach (var name in names)
            DurableFiles.SyncFile(Path.Combine(Directory.FullName, name));
        DurableFiles.SyncDirectory(Directory.FullName);
    }
}
