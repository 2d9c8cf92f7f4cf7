using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Works out which URLs to show for a resource.</summary>
internal sealed class ResourceUrls(DistributedApplicationExecutionContext execution)
{
    public ImmutableArray<UrlSnapshot> Of(IResource resource)
    {
        List<ResourceUrlAnnotation> urls = [];
        if (resource is IResourceWithEndpoints owner)
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
                if (endpoint.AllocatedEndpoint is { } allocated)
                    urls.Add(
                        new ResourceUrlAnnotation
                        {
                            Url = allocated.UriString,
                            Endpoint = new EndpointReference(owner, endpoint),
                        }
                    );
        urls.AddRange(
            resource
                .Annotations.OfType<ResourceUrlAnnotation>()
                .Select(u => new ResourceUrlAnnotation
                {
                    Url = u.Url,
                    DisplayText = u.DisplayText,
                    DisplayOrder = u.DisplayOrder,
                    DisplayLocation = u.DisplayLocation,
                    Endpoint = u.Endpoint,
                })
        );
        var context = new ResourceUrlsCallbackContext(execution, resource, urls);
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
            annotation.Callback(context).GetAwaiter().GetResult();
        return
        [
            .. urls.Where(u => !string.IsNullOrEmpty(u.Url))
                .OrderByDescending(u => u.DisplayOrder ?? 0)
                .Select(Snapshot),
        ];
    }

    private static UrlSnapshot Snapshot(ResourceUrlAnnotation url)
    {
        var text = url.Url;
        if (url.Endpoint is { IsAllocated: true } endpoint && !Uri.TryCreate(text, UriKind.Absolute, out _))
            text = new Uri(new Uri(endpoint.Url), text).ToString();
        else if (url.Endpoint is { IsAllocated: true } path && text.StartsWith('/'))
            text = new Uri(new Uri(path.Url), text).ToString();
        return new UrlSnapshot(url.Endpoint?.EndpointName, text, url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        {
            DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? "", url.DisplayOrder ?? 0),
        };
    }
}
