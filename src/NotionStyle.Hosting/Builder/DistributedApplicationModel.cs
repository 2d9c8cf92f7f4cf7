using System.Collections.ObjectModel;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>The resources of an application.</summary>
    public interface IResourceCollection : IList<IResource>;

    /// <summary>The finished application model.</summary>
    public sealed class DistributedApplicationModel(IResourceCollection resources)
    {
        /// <summary>The resources.</summary>
        public IResourceCollection Resources { get; } = resources;
    }
}

namespace Aspire.Hosting
{
    internal sealed class ResourceCollection : Collection<IResource>, IResourceCollection;

    /// <summary>What the host was asked to do.</summary>
    public enum DistributedApplicationOperation
    {
        /// <summary>Run the application.</summary>
        Run,
    }

    /// <summary>What the host is doing. This host only runs; it publishes nothing.</summary>
    public sealed class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
    {
        /// <summary>What it was asked to do.</summary>
        public DistributedApplicationOperation Operation { get; } = operation;

        /// <summary>Whether it runs the application.</summary>
        public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

        /// <summary>Whether it publishes the application: never.</summary>
        public bool IsPublishMode => !IsRunMode;
    }

    /// <summary>How an application is built.</summary>
    public sealed class DistributedApplicationOptions
    {
        /// <summary>The command line.</summary>
        public string[]? Args { get; set; }

        /// <summary>The name of the AppHost's assembly, when it is not the entry assembly.</summary>
        public string? AssemblyName { get; set; }

        /// <summary>The AppHost's folder, when the assembly does not say.</summary>
        public string? ProjectDirectory { get; set; }

        /// <summary>No dashboard: then a wait for a resource that failed fails too, instead of waiting on.</summary>
        public bool DisableDashboard { get; set; }
    }
}
