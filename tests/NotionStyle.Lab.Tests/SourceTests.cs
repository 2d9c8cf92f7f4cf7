using System.Formats.Tar;
using System.IO.Compression;
using NotionStyle.Lab.Import;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

public sealed class SourceTests
{
    [Theory]
    [InlineData("../up.md")]
    [InlineData("a/../../up.md")]
    [InlineData("/etc/passwd.md")]
    [InlineData("a\\..\\b.md")]
    [InlineData("C:/windows.md")]
    [InlineData("C:windows.md")]
    [InlineData("a/b\u0007.md")]
    public async Task A_path_that_leads_elsewhere_is_skipped_and_the_rest_is_read(string name)
    {
        var source = await ReadAsync(Sources.Tar((name, "bad"), ("good.md", "good")));

        Assert.Equal("good.md", Assert.Single(source.Files).Path);
        Assert.Equal(1, source.Skipped.Count(SkipReason.BadPath));
        Assert.DoesNotContain(source.Skipped.Lines(), line => line.Any(char.IsControl));
    }

    [Fact]
    public async Task Links_and_devices_are_skipped()
    {
        var source = await ReadAsync(
            Sources.Tar([
                new PaxTarEntry(TarEntryType.SymbolicLink, "link.md") { LinkName = "/etc/passwd" },
                new PaxTarEntry(TarEntryType.HardLink, "hard.md") { LinkName = "good.md" },
                new PaxTarEntry(TarEntryType.Fifo, "fifo.md"),
                Sources.File("good.md", "good"u8.ToArray()),
            ])
        );

        Assert.Single(source.Files);
        Assert.Equal(3, source.Skipped.Count(SkipReason.NoFile));
    }

    [Fact]
    public async Task A_path_that_is_there_twice_is_read_once()
    {
        var source = await ReadAsync(Sources.Tar(("a.md", "first"), ("./a.md", "second")));

        Assert.Equal("first"u8.ToArray(), Assert.Single(source.Files).Read());
        Assert.Equal(1, source.Skipped.Count(SkipReason.Repeated));
    }

    [Fact]
    public async Task Other_files_are_known_by_their_paths_and_hidden_ones_are_not()
    {
        var source = await ReadAsync(
            Sources.Tar(
                ("a.md", "![](img/x.png)"),
                ("img/x.png", "PNG"),
                (".git/config", "x"),
                (".git/y.md", "x"),
                ("..md", "a page about the dot")
            )
        );

        Assert.Equal(["..md", "a.md"], source.Files.Select(f => f.Path));
        Assert.Equal(["img/x.png"], source.Others);
        Assert.Equal(2, source.Skipped.Count(SkipReason.Hidden));
    }

    [Fact]
    public async Task A_file_over_the_maximum_is_skipped_without_being_read()
    {
        var limits = ImportLimits.Default with { FileBytesMaximum = 10 };

        var source = await ReadAsync(Sources.Tar(("big.md", "01234567890"), ("small.md", "0123456789")), limits);

        Assert.Equal("small.md", Assert.Single(source.Files).Path);
        Assert.Equal(1, source.Skipped.Count(SkipReason.TooLarge));
    }

    [Fact]
    public async Task More_entries_than_the_maximum_are_refused()
    {
        var limits = ImportLimits.Default with { EntriesMaximum = 2 };
        var tar = Sources.Tar(("1.md", ""), ("2.md", ""), ("3.md", ""));

        var refusal = await Assert.ThrowsAsync<LabException>(() => ReadAsync(tar, limits));

        Assert.Contains("more than 2 entries", refusal.Message);
    }

    [Fact]
    public async Task More_Markdown_than_the_maximum_is_refused()
    {
        var limits = ImportLimits.Default with { MarkdownBytesMaximum = 5 };

        await Assert.ThrowsAsync<LabException>(() => ReadAsync(Sources.Tar(("1.md", "abc"), ("2.md", "abc")), limits));
    }

    [Fact]
    public async Task A_bomb_is_refused_while_it_unpacks()
    {
        using var folder = new TempFolder();
        var limits = ImportLimits.Default with { RatioFreeBytes = 1024 * 1024 };
        await using (var file = File.Create(folder["bomb.tar.gz"]))
        await using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize))
        {
            var tar = Sources.Tar([Sources.File("zeros.bin", new byte[16 * 1024 * 1024])]);
            await tar.CopyToAsync(gzip, TestContext.Current.CancellationToken);
        }

        var refusal = await Assert.ThrowsAsync<LabException>(() =>
            MarkdownSource.OpenAsync(folder["bomb.tar.gz"], limits, TestContext.Current.CancellationToken)
        );

        Assert.Contains("times its size", refusal.Message);
    }

    [Fact]
    public async Task An_archive_that_ends_early_or_is_none_is_one_clear_error()
    {
        using var folder = new TempFolder();
        var tar = Sources.Tar(("a.md", new string('a', 5_000))).ToArray();
        await using (var file = File.Create(folder["cut.tar.gz"]))
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            gzip.Write(tar.AsSpan(0, 2_000));
        folder.Write("text.tar.gz", "this is no archive");
        folder.Write("noise.tar", new string('?', 2_000));

        foreach (var name in (string[])["cut.tar.gz", "text.tar.gz", "noise.tar"])
        {
            var refusal = await Assert.ThrowsAsync<LabException>(() =>
                MarkdownSource.OpenAsync(folder[name], ImportLimits.Default, TestContext.Current.CancellationToken)
            );
            Assert.Contains(name, refusal.Message);
        }
    }

    [Fact]
    public async Task Random_damage_to_an_archive_never_gives_another_error_than_one_for_people()
    {
        var random = new Random(20261122);
        var whole = Sources
            .Tar([
                Sources.File("a/b.md", "text"u8.ToArray()),
                Sources.File(new string('n', 200) + ".md", "long name"u8.ToArray()),
                new PaxTarEntry(TarEntryType.SymbolicLink, "link.md") { LinkName = "a/b.md" },
            ])
            .ToArray();
        using var folder = new TempFolder();
        for (var round = 0; round < 500; round++)
        {
            var damaged = whole.ToArray();
            for (var i = 0; i < 3; i++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(folder["x.tar"], damaged, TestContext.Current.CancellationToken);
            try
            {
                await MarkdownSource.OpenAsync(
                    folder["x.tar"],
                    ImportLimits.Default,
                    TestContext.Current.CancellationToken
                );
            }
            catch (LabException)
            {
                // One line for the user.
            }
        }
    }

    [Fact]
    public async Task A_folder_is_read_like_an_archive_and_links_are_not_followed()
    {
        using var folder = new TempFolder();
        folder.Write("in/b/c.md", "c");
        folder.Write("in/a.MD", "a");
        folder.Write("in/x.png", "x");
        folder.Write("in/.git/d.md", "d");
        folder.Write("out/secret.md", "s");
        Directory.CreateSymbolicLink(folder["in/loop"], folder["in"]);
        File.CreateSymbolicLink(folder["in/link.md"], folder["out/secret.md"]);

        var source = await MarkdownSource.OpenAsync(
            folder["in"],
            ImportLimits.Default,
            TestContext.Current.CancellationToken
        );

        Assert.Equal("in", source.Name);
        Assert.Equal(["a.MD", "b/c.md"], source.Files.Select(f => f.Path));
        Assert.Equal(["x.png"], source.Others);
        Assert.Equal(2, source.Skipped.Count(SkipReason.NoFile));
    }

    private static Task<MarkdownSource> ReadAsync(Stream tar, ImportLimits? limits = null) =>
        TarSource.ReadAsync("input", tar, null, limits ?? ImportLimits.Default, TestContext.Current.CancellationToken);
}
