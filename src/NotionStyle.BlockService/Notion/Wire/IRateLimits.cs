using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Errors;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>How many requests a member may send to the Notion API.</summary>
internal interface IRateLimits
{
    /// <summary>Takes one request out of the member's bucket.</summary>
    /// <exception cref="RefusedException">429: it is empty. 503: nobody can say, and the settings want no guesses.</exception>
    ValueTask TakeAsync(Actor actor);
}
