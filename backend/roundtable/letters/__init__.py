"""Letters by which people hear, outside the page, that a conference is called: the least that can be said.

It knows neither cases nor conferences. All that leaves is what a `models.Called` holds, which is no case content.
"""
