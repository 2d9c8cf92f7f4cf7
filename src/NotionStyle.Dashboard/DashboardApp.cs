using Microsoft.Extensions.FileProviders;
using Microsoft.FluentUI.AspNetCore.Components;
using NotionStyle.Dashboard.Access;
using NotionStyle.Dashboard.Api;
using NotionStyle.Dashboard.Components;
using NotionStyle.Dashboard.Components.Pages;
using NotionStyle.Dashboard.Databases;
using NotionStyle.Dashboard.Otlp;
using NotionStyle.Dashboard.Resources;
using NotionStyle.Dashboard.Storage;
using NotionStyle.ServiceDefaults;

namespace NotionStyle.Dashboard;

/// <summary>Puts the dashboard together: receiver, store, queries, API and pages, each from its own folder.</summary>
internal static class DashboardApp
{
    /// <summary>Runs until it is stopped. The result is the exit code.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors) =>
        ServiceProgram.RunAsync(
            "NotionStyle.Dashboard",
            () => Build(args, _ => { }),
            errors,
            app => app.AnnounceAsync(output)
        );

    /// <summary>Builds it; tests add their own settings and start it themselves.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.AddServiceDefaults();
        builder
            .Services.AddOptions<DashboardOptions>()
            .BindConfiguration(DashboardOptions.Section)
            .ValidateDataAnnotations();
        configure(builder);
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddFluentUIComponents();
        builder.AddAccess();
        builder.AddTelemetryStore();
        builder.AddOtlpReceiver();
        builder.AddResourceSource();
        builder.AddDatabaseStatistics();
        builder.AddPages();

        var app = builder.Build();
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseOtlpPorts();
        app.UseFailureAnswers();
        app.UseAccess();
        app.UseAntiforgery();
        app.MapDefaultEndpoints();
        app.MapOtlpReceiver();
        app.MapAccess();
        app.MapApi();
        app.MapBrowserLibraries();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }

    /// <summary>Serves what the build fetched from npm below <c>/lib</c>.</summary>
    private static void MapBrowserLibraries(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "browser");
        if (Directory.Exists(folder))
            app.UseStaticFiles(
                new StaticFileOptions { RequestPath = "/lib", FileProvider = new PhysicalFileProvider(folder) }
            );
    }
}
