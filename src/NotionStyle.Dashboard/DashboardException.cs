namespace NotionStyle.Dashboard;

/// <summary>Something that the person who starts the dashboard has to mend, in one line.</summary>
public sealed class DashboardException(string message) : Exception(message);
