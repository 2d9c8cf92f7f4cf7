namespace NotionStyle.Engines.Elasticsearch.Tests.Support;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("notionstyle-es-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
