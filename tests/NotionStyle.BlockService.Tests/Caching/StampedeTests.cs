using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>Many who want the same page at once.</summary>
[Collection(nameof(CachingCollection))]
public sealed class StampedeTests(CachingServices services)
{
    private const int Readers = 50;

    [Theory]
    [InlineData("editor")]
    [InlineData("reader")]
    public async Task Many_readers_of_a_page_that_is_not_kept_read_it_once(string role)
    {
        const int Pages = 5;
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(redis, CountingStore.Register);
        var store = service.Services.GetRequiredService<CountingStore>();
        var workspace = await service.NewWorkspaceAsync();
        var members = new List<TestWorkspace>();
        for (var i = 0; i < 5; i++)
            members.Add(await workspace.AsMemberAsync(role, $"Reader {i}"));
        for (var i = 0; i < Pages; i++)
        {
            var page = await workspace.NewBlockAsync("page", "Cold");
            await workspace.NewBlockAsync("paragraph", "A line", page);

            // Nothing holds up the first, so some ask before it is done and look for a fill after it is.
            var answers = await Task.WhenAll(
                Enumerable.Range(0, Readers).Select(r => members[r % members.Count].GetAsync($"/v1/pages/{page}/chunk"))
            );

            Assert.Equal(i + 1, store.PagesRead);
            var text = Assert.Single(answers.Select(a => a.Ok().Text).Distinct());
            Assert.Contains("A line", text, StringComparison.Ordinal);
            // And from now on nobody.
            foreach (var member in members)
                Assert.Equal(text, (await member.GetAsync($"/v1/pages/{page}/chunk")).Text);
            Assert.Equal(i + 1, store.PagesRead);
        }
    }

    [Fact]
    public async Task Who_looked_before_another_had_read_the_page_does_not_read_it_again()
    {
        await using var redis = await RedisProcess.StartedAsync();
        var (hasLooked, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var service = await services.StartAsync(
            redis,
            s =>
            {
                CountingStore.Register(s);
                s.AddSingleton<IPageWatch>(p => new HeldUp(
                    p.GetServices<IPageWatch>,
                    () => hasLooked.TrySetResult() ? mayGoOn.Task : Task.CompletedTask
                ));
            }
        );
        var store = service.Services.GetRequiredService<CountingStore>();
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Kept");
        (await workspace.GetAsync($"/v1/pages/{page}/chunk")).Ok();
        await workspace.NewBlockAsync("paragraph", "Edited since", page);
        var before = store.PagesRead;

        var late = workspace.GetAsync($"/v1/pages/{page}/chunk");
        await hasLooked.Task;
        var early = (await workspace.GetAsync($"/v1/pages/{page}/chunk")).Ok();
        mayGoOn.SetResult();

        Assert.Equal(early.Text, (await late).Ok().Text);
        Assert.Contains("Edited since", early.Text, StringComparison.Ordinal);
        Assert.Equal(before + 1, store.PagesRead);
    }

    [Fact]
    public async Task Two_services_do_not_read_the_same_page_at_once()
    {
        const int Pages = 10;
        await using var redis = await RedisProcess.StartedAsync();
        await using var first = await services.StartAsync(redis, CountingStore.Register);
        await using var second = await services.StartAsync(redis, CountingStore.Register);
        var (one, other) = (
            first.Services.GetRequiredService<CountingStore>(),
            second.Services.GetRequiredService<CountingStore>()
        );
        var workspace = await first.NewWorkspaceAsync();
        var elsewhere = workspace with { Service = second };
        for (var i = 0; i < Pages; i++)
        {
            var page = await workspace.NewBlockAsync("page", $"Page {i}");
            var (isRead, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
            one.Before = () =>
            {
                isRead.TrySetResult();
                return mayGoOn.Task;
            };
            var fills = workspace.GetAsync($"/v1/pages/{page}/chunk");
            await isRead.Task;
            var waits = elsewhere.GetAsync($"/v1/pages/{page}/chunk");
            mayGoOn.SetResult();
            Assert.Equal((await fills).Ok().Text, (await waits).Ok().Text);
        }

        Assert.Equal(Pages, one.PagesRead);
        // The wait is bounded, so that on a slow machine one or the other reads for itself.
        Assert.InRange(other.PagesRead, 0, 2);
    }

    [Fact]
    public async Task Who_has_another_role_has_a_copy_of_its_own()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(redis, CountingStore.Register);
        var store = service.Services.GetRequiredService<CountingStore>();
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Both");
        var reader = await workspace.AsMemberAsync("reader");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("editor", await RoleAsync(workspace));
            Assert.Equal("reader", await RoleAsync(reader));
        }

        Assert.Equal(2, store.PagesRead);

        async Task<string?> RoleAsync(TestWorkspace who) =>
            (await who.GetAsync($"/v1/pages/{page}/chunk"))
                .Ok()
                .Json.GetProperty("records")[0]
                .GetProperty("role")
                .GetString();
    }

    [Fact]
    public async Task A_page_that_cannot_be_kept_makes_nobody_wait()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(redis, CountingStore.Register);
        var store = service.Services.GetRequiredService<CountingStore>();
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Parent");
        var child = await workspace.NewBlockAsync("page", "With grants of its own", page);
        var member = await workspace.AsMemberAsync("reader");
        await workspace.GrantAsync(child, member.OwnerId, "none");
        await workspace.GetAsync($"/v1/pages/{page}/chunk");
        var before = store.PagesRead;
        // While one read hangs, the other goes through.
        var (isRead, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.Before = () => isRead.TrySetResult() ? mayGoOn.Task : Task.CompletedTask;
        var hangs = workspace.GetAsync($"/v1/pages/{page}/chunk");
        await isRead.Task;
        (await workspace.GetAsync($"/v1/pages/{page}/chunk")).Ok();
        mayGoOn.SetResult();
        (await hangs).Ok();
        Assert.Equal(before + 2, store.PagesRead);
    }

    /// <summary>Answers as the one behind it, after the wait that a test gives.</summary>
    private sealed class HeldUp(Func<IEnumerable<IPageWatch>> all, Func<Task> after) : IPageWatch
    {
        public async Task<Role?> RoleIfUnchangedAsync(
            Actor actor,
            Guid pageId,
            IReadOnlyList<(Guid Id, long Version)> known,
            CancellationToken ct
        )
        {
            var role = await all().First().RoleIfUnchangedAsync(actor, pageId, known, ct);
            await after();
            return role;
        }
    }
}
