using System.Diagnostics;
using System.Text.Json;
using NotionStyle.Lab.Discovery;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

public sealed class DiscoveryTests
{
    private static readonly ProcessIdentity Me = new(
        Environment.ProcessId,
        ProcessIdentity.StartTicksOf(Environment.ProcessId)
    );

    [Fact]
    public void The_service_of_a_running_host_is_found()
    {
        using var folder = new TempFolder();
        folder.Write("host.json", HostJson(Me));

        var data = new DataFolder(folder.Path);

        Assert.Equal(new Uri("http://localhost:16505"), data.ServiceAddress());
        var postgres = data.ReadRunning()!.Resources.Single(r => r.Name == "postgres-1");
        Assert.Equal(new ProcessIdentity(42, 7), postgres.Process);
        Assert.True(postgres.IsReady);
    }

    [Fact]
    public void Without_a_host_the_command_that_starts_one_is_told()
    {
        using var folder = new TempFolder();

        var refusal = Assert.Throws<LabException>(() => new DataFolder(folder.Path).ServiceAddress());

        Assert.Contains("dotnet run --project NotionStyle.AppHost", refusal.Message);
    }

    [Fact]
    public void A_host_that_was_killed_is_not_taken_for_one_that_runs()
    {
        using var folder = new TempFolder();
        // The id is in use, by a process that started at another time.
        folder.Write("host.json", HostJson(Me with { StartTicks = Me.StartTicks + 1 }));

        var data = new DataFolder(folder.Path);

        Assert.Null(data.ReadRunning());
        Assert.Contains("has ended", Assert.Throws<LabException>(() => data.ServiceAddress()).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"host\":")]
    [InlineData("[]")]
    [InlineData("{\"host\":3,\"resources\":{}}")]
    [InlineData("{\"resources\":[1,{\"urls\":[2,{\"url\":5}],\"endpoints\":[{}]}]}")]
    public void A_record_of_another_shape_is_no_running_host(string json)
    {
        using var folder = new TempFolder();
        folder.Write("host.json", json);

        Assert.Null(new DataFolder(folder.Path).ReadRunning());
    }

    [Fact]
    public void The_data_directory_is_beside_the_solution_above()
    {
        using var folder = new TempFolder();
        folder.Write("NotionStyle.sln", "");
        folder.Write("src/deep/x.txt", "");

        Assert.Equal(folder[".data"], DataFolder.Locate(null, folder["src/deep"]).Path);
        Assert.Equal("/elsewhere", DataFolder.Locate("/elsewhere", folder["src/deep"]).Path);
    }

    [Fact]
    public void The_token_of_a_workspace_is_kept_where_only_the_user_reads_it()
    {
        using var folder = new TempFolder();
        var data = new DataFolder(folder["data"]);
        var workspace = new KnownWorkspace(Guid.NewGuid(), "Name \"x\"", "nst_secret");

        data.WriteWorkspace(new KnownWorkspace(Guid.NewGuid(), "earlier", "nst_old"));
        data.WriteWorkspace(workspace);

        Assert.Equal(workspace, data.ReadWorkspace());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(data.Path, "lab.json"))
            );
    }

    [Fact]
    public void The_tree_of_a_process_holds_its_children_and_a_dead_process_is_not_alive()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only Linux tells the children of a process.");
        using var child = Process.Start(new ProcessStartInfo("sleep", "600") { RedirectStandardInput = true })!;
        try
        {
            var identity = Assert.Single(ProcessIdentity.TreeOf(Environment.ProcessId), p => p.Pid == child.Id);
            Assert.True(identity.IsAlive);
            child.Kill();
            child.WaitForExit();
            Assert.False(identity.IsAlive);
        }
        finally
        {
            child.Kill();
        }
    }

    internal static string HostJson(ProcessIdentity host) =>
        JsonSerializer.Serialize(
            new
            {
                version = 1,
                host = new { pid = host.Pid, startTicks = host.StartTicks },
                startedAt = "2026-11-22T15:03:58.0911334+00:00",
                somethingNew = new { of = "a later version" },
                resources = new object[]
                {
                    new
                    {
                        name = "block-service",
                        id = "block-service-x",
                        type = "Project",
                        state = "Running",
                        health = "Healthy",
                        process = new { pid = 41, startTicks = 6 },
                        urls = new[] { new { url = "http://localhost:16505", text = "" } },
                    },
                    new
                    {
                        name = "postgres-1",
                        id = "postgres-1-y",
                        type = "PostgresServerResource",
                        state = "Running",
                        health = "Healthy",
                        process = new { pid = 42, startTicks = 7 },
                        endpoints = new[]
                        {
                            new
                            {
                                name = "tcp",
                                scheme = "tcp",
                                host = "127.0.0.1",
                                port = 30566,
                            },
                        },
                    },
                    new
                    {
                        name = "admin-token",
                        type = "Parameter",
                        state = "Running",
                    },
                },
            }
        );
}
