using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using V1 = NotionStyle.Hosting.V1;

namespace Aspire.Hosting.ResourceTelling;

/// <summary>Puts a resource's state into the words of the protocol, without any secret.</summary>
internal sealed class ResourceDescriber(SecretTexts secrets)
{
    public V1.Resource Describe(ResourceEvent change)
    {
        var (resource, snapshot) = (change.Resource, change.Snapshot);
        var told = new V1.Resource
        {
            Id = change.ResourceId,
            Name = resource.Name,
            Type = resource.TypeName().Replace("Resource", "", StringComparison.Ordinal),
            State = State(resource, snapshot),
            Detail = secrets.Masked(snapshot.Detail ?? ""),
            Started = Time(snapshot.StartTimeStamp),
            Stopped = Time(snapshot.StopTimeStamp),
        };
        if (Name(snapshot.HealthStatus) is { } health)
            told.Health = health;
        if (Parent(resource) is { } parent)
            told.Parent = parent;
        if (snapshot.ExitCode is { } code)
            told.ExitCode = code;
        told.HealthReports.Add(snapshot.HealthReports.Select(Report));
        told.Urls.Add(snapshot.Urls.Select(Url));
        told.Relationships.Add(
            snapshot.Relationships.Select(r => new V1.Relationship { Resource = r.ResourceName, Kind = r.Type })
        );
        told.Environment.Add(snapshot.Environment.Select(Variable));
        told.Properties.Add(
            Properties(resource, snapshot)
                .Where(p => !string.IsNullOrEmpty(p.Value))
                .Select(p => new V1.Property { Name = p.Name, Value = secrets.Masked(p.Value!) })
        );
        told.Commands.Add(ResourceCommands.Of(resource, snapshot));
        return told;
    }

    /// <summary>A parameter has nothing to run: Aspire's word for one that has its value is Active.</summary>
    private static string State(IResource resource, CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text ?? KnownResourceStates.NotStarted;
        return resource is ParameterResource && state == KnownResourceStates.Running
            ? KnownResourceStates.Active
            : state;
    }

    private static string? Parent(IResource resource) =>
        (resource as IResourceWithParent)?.Parent.Name
        ?? resource
            .Annotations.OfType<ResourceRelationshipAnnotation>()
            .LastOrDefault(r => r.Type == "Parent")
            ?.Resource.Name;

    private V1.HealthReport Report(HealthReportSnapshot report)
    {
        var told = new V1.HealthReport
        {
            Name = report.Name,
            Description = secrets.Masked(report.Description ?? report.ExceptionText ?? ""),
            LastRun = Time(report.LastRunAt),
        };
        if (Name(report.Status) is { } status)
            told.Status = status;
        return told;
    }

    private V1.Url Url(UrlSnapshot url) =>
        new()
        {
            Name = url.Name ?? "",
            Url_ = secrets.MaskedUrl(url.Url),
            DisplayText = url.DisplayProperties.DisplayName,
            IsInternal = url.IsInternal,
        };

    /// <summary>The planner has left out what it knew to be secret; here goes what is secret by its text alone.</summary>
    private V1.Variable Variable(EnvironmentVariableSnapshot variable)
    {
        var told = new V1.Variable { Name = variable.Name };
        if (variable.Value is { } value && secrets.MaskedValue(value) is { } shown)
            told.Value = shown;
        return told;
    }

    private static IEnumerable<(string Name, string? Value)> Properties(
        IResource resource,
        CustomResourceSnapshot snapshot
    )
    {
        switch (resource)
        {
            case ProjectResource:
                yield return ("Project", resource.Annotations.OfType<IProjectMetadata>().LastOrDefault()?.ProjectPath);
                break;
            case ExecutableResource executable:
                yield return ("Program", executable.Command);
                yield return ("Working directory", executable.WorkingDirectory);
                break;
            case ParameterResource parameter:
                yield return ("Value", parameter.Secret ? "***" : Value(parameter));
                yield return ("Description", parameter.Description);
                break;
        }

        yield return ("Process id", snapshot.ProcessId?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (resource is IResourceWithConnectionString named)
            yield return ("Connection string", ConnectionString(named));
        foreach (var property in snapshot.Properties)
            yield return (property.Name, property.IsSensitive ? "***" : property.Value?.ToString());
    }

    private static string? Value(ParameterResource parameter)
    {
        try
        {
            return parameter.Value;
        }
        catch (DistributedApplicationException)
        {
            return null; // Its state says so.
        }
    }

    /// <summary>Only one that is known by now: nobody waits for it here.</summary>
    private static string? ConnectionString(IResourceWithConnectionString resource)
    {
        try
        {
            var value = resource.GetConnectionStringAsync();
            return value.IsCompletedSuccessfully ? value.GetAwaiter().GetResult() : null;
        }
        catch (DistributedApplicationException)
        {
            return null;
        }
    }

    private static string? Name(HealthStatus? status) =>
        status switch
        {
            HealthStatus.Healthy => "healthy",
            HealthStatus.Degraded => "degraded",
            HealthStatus.Unhealthy => "unhealthy",
            _ => null,
        };

    private static Timestamp? Time(DateTime? time) => time is { } t ? Timestamp.FromDateTime(t) : null;
}
