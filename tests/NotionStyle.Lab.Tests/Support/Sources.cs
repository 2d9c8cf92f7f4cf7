using System.Formats.Tar;
using System.Text;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Import;

namespace NotionStyle.Lab.Tests.Support;

/// <summary>Things to import.</summary>
internal static class Sources
{
    public static MarkdownSource Of(params (string Path, string Text)[] files) =>
        new(
            "input",
            [.. files.Select(f => new SourceFile(f.Path, () => Encoding.UTF8.GetBytes(f.Text)))],
            [],
            new SkippedFiles()
        );

    public static PageForest Forest(params (string Path, string Text)[] files) =>
        PageForest.Read(Of(files), ImportLimits.Default, CancellationToken.None);

    /// <summary>A page of many blocks, some with blocks inside.</summary>
    public static string LongText(int items)
    {
        var text = new StringBuilder("# Long\n\n");
        for (var i = 0; i < items; i++)
        {
            text.Append($"- item {i}\n");
            if (i % 3 == 0)
                text.Append($"  - inside {i}\n    - deeper {i}\n");
        }

        return text.ToString();
    }

    public static MemoryStream Tar(params (string Name, string Text)[] files) =>
        Tar(files.Select(f => (TarEntry)File(f.Name, Encoding.UTF8.GetBytes(f.Text))));

    public static MemoryStream Tar(IEnumerable<TarEntry> entries)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries)
                writer.WriteEntry(entry);
        }

        stream.Position = 0;
        return stream;
    }

    public static PaxTarEntry File(string name, byte[] bytes) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) };

    public static BlockClient Client(this FakeService service, string? token = FakeService.Token) =>
        new(new ApiTransport(service, new Uri("http://fake"), Quick, TimeProvider.System), token);

    public static async Task<ImportReport> ImportAsync(this FakeService service, PageForest forest)
    {
        using var client = service.Client();
        return await new Importer(client, service.SpaceId, 4).RunAsync(
            forest,
            null,
            TestContext.Current.CancellationToken
        );
    }

    public static RetryPolicy Quick { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

    public static int Count(this PageForest forest) => forest.Root.SelfAndDescendants().Count();
}
