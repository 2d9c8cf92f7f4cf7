using Microsoft.Extensions.DependencyInjection.Extensions;

namespace NotionStyle.Dashboard.Components.Pages;

/// <summary>What the pages share.</summary>
internal static class PagesExtensions
{
    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReadErrors>();
        builder.Services.TryAddSingleton(TimeProvider.System);
    }
}
