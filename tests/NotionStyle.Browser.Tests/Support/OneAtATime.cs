namespace NotionStyle.Browser.Tests.Support;

/// <summary>All tests look at one stage, one after the other.</summary>
[CollectionDefinition]
public sealed class OneAtATime : ICollectionFixture<StageWithDashboard>;
