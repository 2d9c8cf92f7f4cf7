namespace NotionStyle.Hosting.Tests.Support;

/// <summary>Resolves what the builder calls have said, without starting anything.</summary>
internal static class Values
{
    public static async Task<Dictionary<string, string?>> EnvironmentAsync(IResource resource)
    {
        var variables = new Dictionary<string, object>();
        var context = new EnvironmentCallbackContext(
            new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run),
            resource,
            variables,
            Waiting.Token
        );
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);
        var result = new Dictionary<string, string?>();
        foreach (var (name, value) in variables)
            result[name] = value is IValueProvider provider
                ? await provider.GetValueAsync(Waiting.Token)
                : value.ToString();
        return result;
    }

    public static void Allocate(IResource resource, string endpoint, int port)
    {
        var annotation = resource.Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == endpoint);
        annotation.AllocatedEndpoint = new AllocatedEndpoint(annotation, "localhost", port);
    }
}
