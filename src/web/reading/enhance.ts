/**
 * What scripts add to reading pages, all of which work without: suggestions while somebody writes, answers that change in place, choices of
 * how to read at once, and windows by where the device is.
 */
import '../theme/base.css'
import '../blocks/blocks.css'
import '../forms/forms.css'
import '../shell/shell.css'
import './reading.css'
import { enhanceMenus, enhanceReader } from './enhance-frame.ts'
import { enhancePlaces } from './enhance-places.ts'
import { enhanceSuggestions } from './enhance-suggest.ts'
import { enhanceSwaps } from './enhance-swap.ts'

enhanceReader()
enhanceMenus()
enhanceSuggestions()
enhanceSwaps()
enhancePlaces()
