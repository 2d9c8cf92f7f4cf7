using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Components.Pages;
using NotionStyle.Dashboard.Components.Pages.Resources;
using NotionStyle.Dashboard.Resources;
using static NotionStyle.Dashboard.Tests.Pages.Resources.Instances;

namespace NotionStyle.Dashboard.Tests.Pages.Resources;

public sealed class ResourcesPageTests : PageTest
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [Fact]
    public void Without_a_host_the_page_says_so_and_how_to_start_one()
    {
        Host.Disconnect();

        var page = Render<ResourcesPage>();

        Assert.Contains("No application host is connected", page.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("table"));
    }

    [Fact]
    public void When_the_host_has_gone_the_last_known_state_stays_greyed_and_commands_rest()
    {
        Host.Show(Running("block-service"));
        var page = Render<ResourcesPage>();

        Host.Disconnect();

        page.WaitForAssertion(() =>
            Assert.Contains("last known state", page.Find(".notice").TextContent, StringComparison.Ordinal)
        );
        Assert.Contains("stale", page.Find(".table-frame").ClassList);
        Assert.All(page.FindAll(".commands > button"), b => Assert.True(b.HasAttribute("disabled")));
    }

    [Fact]
    public void What_a_host_says_is_text_and_never_markup()
    {
        Host.Show(
            Running(Hostile, "x") with
            {
                Type = Hostile,
                State = Hostile,
                Detail = Hostile,
                Urls = [new("a", "javascript:alert(1)", Hostile, false), new("b", "http://localhost:1/", "", false)],
                Environment = [new(Hostile, Hostile)],
                Properties = [new(Hostile, Hostile)],
                HealthReports = [new(Hostile, Hostile, Hostile, null)],
                Relationships = [new(Hostile, Hostile), new("other", Hostile)],
            },
            Running("other")
        );

        foreach (var address in (string[])["/?resource=x", "/?resource=x&tab=environment", "/?resource=x&view=graph"])
        {
            Open(address);
            using var page = Render<ResourcesPage>();
            Assert.Contains(Hostile, string.Concat(page.Nodes.Select(n => n.TextContent)), StringComparison.Ordinal);
            Assert.Empty(page.FindAll("img"));
            Assert.All(
                page.FindAll("a"),
                a => Assert.False(a.GetAttribute("href")!.StartsWith("javascript", StringComparison.OrdinalIgnoreCase))
            );
        }
    }

    [Fact]
    public void A_folded_parent_shows_that_a_child_is_unhealthy()
    {
        Host.Show(Running("postgres-1"), Running("shards-1", health: "unhealthy").Below("postgres-1"));
        var page = Render<ResourcesPage>();
        Assert.Equal(2, page.FindAll("tbody tr").Count);

        var fold = page.Find("a.fold");
        Assert.Equal("true", fold.GetAttribute("aria-expanded"));
        Open(fold.GetAttribute("href")!);

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.Contains("shards-1: unhealthy", page.Find("tbody tr .below").TextContent, StringComparison.Ordinal);
        Assert.Equal("false", page.Find("a.fold").GetAttribute("aria-expanded"));
    }

    [Fact]
    public void Unread_errors_of_a_service_lead_to_its_logs_until_they_are_read()
    {
        Host.Show(Running("block-service"), Running("quiet"));
        Catalog.Services.AddRange([FakeCatalog.Service("block-service", 7), FakeCatalog.Service("quiet")]);
        Services.GetRequiredService<ReadErrors>().Mark("block-service", 4);

        var page = Render<ResourcesPage>();

        var badge = Assert.Single(page.FindAll(".name .badge.bad"));
        Assert.Equal("3 errors", badge.TextContent);
        Assert.Equal("structuredlogs?service=block-service&level=error", badge.GetAttribute("href"));
    }

    [Fact]
    public void Resources_are_shown_although_the_store_fails_and_the_failure_is_said()
    {
        Host.Show(Running("block-service"));
        Catalog.Failure = new InvalidOperationException("the disk is full");

        var page = Render<ResourcesPage>();

        Assert.Contains("the disk is full", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("tbody tr"));
    }

    [Fact]
    public void A_secret_is_covered_until_a_person_asks_and_what_the_host_keeps_back_stays_away()
    {
        Host.Show(
            Running("s") with
            {
                Environment = [new("API_TOKEN", "hush-1"), new("KEPT", null), new("PLAIN", "open-2")],
            }
        );
        Open("/?resource=s&tab=environment");
        var page = Render<ResourcesPage>();

        var pane = page.Find("aside");
        Assert.DoesNotContain("hush-1", page.Markup, StringComparison.Ordinal);
        Assert.Contains("secret, not shown", pane.TextContent, StringComparison.Ordinal);
        Assert.Contains("open-2", pane.TextContent, StringComparison.Ordinal);

        page.Find("button[aria-label='Show the value of API_TOKEN']").Click();
        Assert.Contains("hush-1", page.Find("aside").TextContent, StringComparison.Ordinal);
        page.Find("button[aria-label='Hide the value of API_TOKEN']").Click();
        Assert.DoesNotContain("hush-1", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_stand_apart_and_their_secrets_are_covered()
    {
        Host.Show(
            Running("block-service"),
            new ResourceInstance
            {
                Id = "admin-token",
                Name = "admin-token",
                Type = "Parameter",
                State = "Active",
                Properties = [new("Value", "hush-1")],
            },
            new ResourceInstance
            {
                Id = "region",
                Name = "region",
                Type = "Parameter",
                State = "ValueMissing",
            }
        );
        Assert.DoesNotContain(
            "admin-token",
            Render<ResourcesPage>().Find("table").TextContent,
            StringComparison.Ordinal
        );

        Open("/?view=parameters");
        var page = Render<ResourcesPage>();

        Assert.Equal(2, page.FindAll("tbody tr").Count);
        Assert.DoesNotContain("hush-1", page.Markup, StringComparison.Ordinal);
        Assert.Contains("1 missing", page.Find("nav.views").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_asks_first_then_runs_shows_that_it_is_busy_and_what_became_of_it()
    {
        var answer = new TaskCompletionSource<CommandOutcome>();
        Host.OnCommand = (_, _) => answer.Task;
        Host.Show(Running("s", "s-a"), Running("s", "s-b"));
        var page = Render<ResourcesPage>();

        var stop = page.Find("button[aria-label='Stop s-b']");
        var question = page.Find($"#{stop.GetAttribute("popovertarget")}");
        Assert.True(question.HasAttribute("popover"));
        Assert.Throws<MissingEventHandlerException>(() => stop.Click());
        Assert.Empty(Host.Commands);

        question.QuerySelector("button.primary")!.Click();
        Assert.Equal([("s-b", "stop")], Host.Commands);
        Assert.Contains("Stop…", page.Find(".busy").TextContent, StringComparison.Ordinal);
        Assert.True(page.Find("button[aria-label='Stop s-b']").HasAttribute("disabled"));

        answer.SetResult(new CommandOutcome(true, ""));
        page.WaitForAssertion(() =>
            Assert.Contains("Stop of s-b: done", page.Find(".outcome").TextContent, StringComparison.Ordinal)
        );
        Assert.Empty(page.FindAll(".busy"));
    }

    [Fact]
    public void A_command_on_a_resource_goes_to_its_name_and_a_failure_is_shown_with_its_reason()
    {
        Host.OnCommand = (_, _) => Task.FromResult(new CommandOutcome(false, $"no such thing {Hostile}"));
        Host.Show(Running("s", "s-a"), Running("s", "s-b"));
        var page = Render<ResourcesPage>();

        page.Find("[role=dialog][aria-label='Restart s?'] button.primary").Click();

        Assert.Equal([("s", "restart")], Host.Commands);
        Assert.Contains(
            $"Restart of s failed: no such thing {Hostile}",
            page.Find(".outcome.bad").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_host_that_breaks_down_during_a_command_does_not_break_the_page()
    {
        Host.OnCommand = (_, _) => throw new IOException("the host hung up");
        Host.Show(Running("s") with { State = "Finished", Commands = ["start"] });
        var page = Render<ResourcesPage>();

        page.Find("button[aria-label='Start s']").Click();

        Assert.Contains(
            "Start of s failed: the host hung up",
            page.Find(".outcome").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_details_show_relationships_both_ways_health_and_the_console_as_it_comes()
    {
        Host.Show(
            Running("service", "service-1") with
            {
                Relationships = [new("shards", "Reference"), new("shards", "WaitFor")],
                HealthReports = [new("ready", "unhealthy", "no answer", DateTimeOffset.UtcNow)],
            },
            Running("shards")
        );
        Open("/?resource=shards");
        Assert.Contains(
            "service refers to and waits for it",
            Flat(Render<ResourcesPage>().Find("aside")),
            StringComparison.Ordinal
        );

        Open("/?resource=service");
        var pane = Flat(Render<ResourcesPage>().Find("aside"));
        Assert.Contains("Refers to and waits for shards", pane, StringComparison.Ordinal);
        Assert.Contains("ready: unhealthy", pane, StringComparison.Ordinal);

        Open("/?resource=service&tab=console");
        var page = Render<ResourcesPage>();
        Host.Print(new ConsoleLine("service-1", 1, DateTimeOffset.UtcNow, "\u001b[32mhello\u001b[0m", false));
        page.WaitForAssertion(() => Assert.Equal("hello", page.Find("aside .fg2").TextContent));
    }

    [Fact]
    public void The_graph_has_a_link_with_the_state_in_words_for_every_resource()
    {
        Host.Show(
            Running("service") with
            {
                Relationships = [new("shards", "Reference")],
            },
            Running("shards", health: "unhealthy").Below("server"),
            Running("server")
        );
        Open("/?view=graph");

        var page = Render<ResourcesPage>();

        var labels = page.FindAll("svg .node > a:not(.fold)").Select(a => a.GetAttribute("aria-label")).Order();
        Assert.Equal(
            ["server Running, Project", "service Running, Project", "shards Running, unhealthy, Project"],
            labels
        );
        Assert.Equal(2, page.FindAll("svg path.edge").Count);
        Assert.Contains(
            "resource=shards",
            page.Find("svg a[aria-label^=shards]").GetAttribute("href"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_search_that_finds_nothing_says_so_and_a_resource_that_is_gone_too()
    {
        Host.Show(Running("s"));
        Open("/?q=nothing&resource=gone");

        var page = Render<ResourcesPage>();

        Assert.Contains("No resource meets the filter", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Contains("no resource “gone”", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_host_is_shown_at_once()
    {
        Host.Show(Running("s"));
        var page = Render<ResourcesPage>();

        Host.Show(Running("s") with { State = "FailedToStart", Detail = "port in use" });

        page.WaitForAssertion(() =>
            Assert.Contains("Failed to start", page.Find("tbody tr").TextContent, StringComparison.Ordinal)
        );
        Assert.Contains("port in use", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
    }

    private static string Flat(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
