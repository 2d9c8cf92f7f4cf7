using V1 = NotionStyle.Hosting.V1;

namespace NotionStyle.Dashboard.Resources;

/// <summary>From the words of the protocol to those of the pages.</summary>
internal static class ResourceTranslation
{
    public static ResourceInstance ToInstance(V1.Resource told) =>
        new()
        {
            Id = told.Id,
            Name = told.Name,
            Type = told.Type,
            State = told.State,
            Detail = told.Detail,
            Health = told.HasHealth ? told.Health : null,
            HealthReports =
            [
                .. told.HealthReports.Select(r => new HealthReport(
                    r.Name,
                    r.HasStatus ? r.Status : null,
                    r.Description,
                    r.LastRun?.ToDateTimeOffset()
                )),
            ],
            Urls = [.. told.Urls.Select(u => new ResourceUrl(u.Name, u.Url_, u.DisplayText, u.IsInternal))],
            Parent = told.HasParent ? told.Parent : null,
            Relationships = [.. told.Relationships.Select(r => new ResourceRelationship(r.Resource, r.Kind))],
            Environment =
            [
                .. told.Environment.Select(v => new EnvironmentVariable(v.Name, v.HasValue ? v.Value : null)),
            ],
            Properties = [.. told.Properties.Select(p => KeyValuePair.Create(p.Name, p.Value))],
            Commands = [.. told.Commands],
            Started = told.Started?.ToDateTimeOffset(),
            Stopped = told.Stopped?.ToDateTimeOffset(),
            ExitCode = told.HasExitCode ? told.ExitCode : null,
        };
}
