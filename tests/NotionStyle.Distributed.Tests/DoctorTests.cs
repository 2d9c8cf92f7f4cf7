using NotionStyle.Distributed.Tests.Support;

namespace NotionStyle.Distributed.Tests;

/// <summary>
/// The lab's doctor against the real AppHost: it imports, reads back, edits, searches, and kills the services, a server of each kind and the host under writes, and compares with a
/// ledger of what was acknowledged. What its checkers can miss is tested beside them, with planted faults.
/// </summary>
public sealed class DoctorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notionstyle-doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Stage_1_passes_on_a_folder_that_somebody_wrote_by_hand()
    {
        await WriteAsync("README.md", "# A folder\n\nIt links to [the harvest](fields/harvest.md).\n");
        await WriteAsync(
            "fields/harvest.md",
            "# Harvest\n\n- barley\n  - two-row\n- rye\n\n| field | tons |\n|---|---:|\n| north | 12 |\n\n```sh\nreap --all\n```\n"
        );

        await AssertPassesAsync(1, _folder);
    }

    [Fact]
    public async Task Stage_2_passes_with_kills_of_all_its_parts_and_an_index_that_equals_the_database()
    {
        await WriteAsync("README.md", "# A folder\n\nIt links to [the harvest](fields/harvest.md).\n");
        await WriteAsync("fields/harvest.md", "# Harvest\n\n- barley\n  - two-row\n- rye\n");

        await AssertPassesAsync(2, _folder);
    }

    [Theory]
    [InlineData("markdown/rust-book.tar.gz")]
    [InlineData("markdown/tldr.tar.gz")]
    public async Task Stage_1_passes_on_real_documents(string fixture) =>
        await AssertPassesAsync(1, Built.Fixture(fixture));

    private static async Task AssertPassesAsync(int stage, string input)
    {
        var run = await ProgramRun.OfAsync(Built.Lab, "check", "--stage", $"{stage}", "--input", input);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Matches($@"(?m)^check stage {stage}: (2[0-9]|1[5-9]) passed, 0 failed\r?$", run.Text);
    }

    private async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
    }
}
