using NotionStyle.Hosting.Tests.Support;

namespace NotionStyle.Hosting.Tests;

public sealed class ParameterTests
{
    [Fact]
    public async Task Configuration_gives_the_value_also_under_a_name_with_underscores()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create(
            "Parameters:plain=one",
            "Parameters:two_words=two"
        );
        Assert.Equal("one", await builder.AddParameter("plain").Resource.GetValueAsync(Waiting.Token));
        Assert.Equal("two", await builder.AddParameter("two-words").Resource.GetValueAsync(Waiting.Token));
    }

    [Fact]
    public async Task A_value_given_in_code_wins_over_configuration()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("Parameters:p=configured");
        Assert.Equal("code", await builder.AddParameter("p", "code").Resource.GetValueAsync(Waiting.Token));
    }

    [Fact]
    public async Task A_parameter_without_a_value_says_how_to_give_one()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var e = await Assert.ThrowsAsync<MissingParameterValueException>(async () =>
            await builder.AddParameter("api-key").Resource.GetValueAsync(Waiting.Token)
        );
        Assert.Contains("--Parameters:api-key=", e.Message, StringComparison.Ordinal);
        Assert.Contains("Parameters__api_key", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_generated_value_has_the_length_and_the_characters_asked_for()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var parameter = builder.AddParameter(
            "p",
            new GenerateParameterDefault
            {
                MinLength = 40,
                Special = false,
                MinNumeric = 3,
            },
            secret: true
        );
        var value = await parameter.Resource.GetValueAsync(Waiting.Token);
        Assert.Equal(40, value!.Length);
        Assert.All(value, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
        Assert.True(value.Count(char.IsAsciiDigit) >= 3);
        Assert.Equal(value, await parameter.Resource.GetValueAsync(Waiting.Token));
    }

    [Fact]
    public async Task A_persisted_secret_is_the_same_in_the_next_run_and_only_its_owner_reads_the_file()
    {
        using var folder = new TestFolder();
        var first = await RunAsync("persisted", persist: true);
        Assert.Equal(first, await RunAsync("persisted", persist: true));
        Assert.NotEqual(await RunAsync("fleeting", persist: false), await RunAsync("fleeting", persist: false));
        var file = Path.Combine(folder.Data, "secrets.json");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains("Parameters:persisted", File.ReadAllText(file), StringComparison.Ordinal);

        async Task<string?> RunAsync(string name, bool persist)
        {
            await using var builder = DistributedApplicationTestingBuilder.Create("--data", folder.Data);
            var parameter = builder.AddParameter(name, new GenerateParameterDefault(), secret: true, persist: persist);
            await using var app = await builder.BuildAsync(Waiting.Token);
            await app.StartAsync(Waiting.Token);
            await app.StateAsync(name, KnownResourceStates.Running);
            return await parameter.Resource.GetValueAsync(Waiting.Token);
        }
    }
}
