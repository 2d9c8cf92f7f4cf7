using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace NotionStyle.Distributed.Tests.Support;

/// <summary>The administrator of a started stage.</summary>
internal static class Administrator
{
    public static async Task<string> AdminTokenAsync(this DistributedApplication app, CancellationToken ct)
    {
        var model = app.Services.GetRequiredService<DistributedApplicationModel>();
        var parameter = model.Resources.OfType<ParameterResource>().Single(p => p.Name == "admin-token");
        return (await parameter.GetValueAsync(ct))!;
    }
}
